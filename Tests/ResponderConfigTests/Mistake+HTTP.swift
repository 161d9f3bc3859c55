extension Mistake {
    static let inHTTP = [
        ask(
            "without a URL", "{ method: GET }",
            #"routes/collectors.yaml:2:20: this entry of http has no "url"; add it"#),
        ask(
            "of another scheme", "{ url: 'file:///etc/passwd' }",
            "routes/collectors.yaml:2:27: url: a URL that begins with http:// or https:// is expected"),
        ask(
            "at an address of IPv6", "{ url: 'http://[2001:db8::5]:8080/health' }",
            "routes/collectors.yaml:2:27: url: an IPv6 address is not asked; write the host's name"),
        ask(
            "whose host an alert would choose", "{ url: 'https://{label:host}/health' }",
            "routes/collectors.yaml:2:27: url: {label:host} stands before the path; write the host out, no alert may choose who is asked"
        ),
        ask(
            "whose port an alert would choose", "{ url: 'https://api:1{label:port:int}/health' }",
            "routes/collectors.yaml:2:27: url: {label:port} stands before the path; write the host out, no alert may choose who is asked"
        ),
        ask(
            "that an alert would choose", "{ url: '{label:u:address}' }",
            "routes/collectors.yaml:2:27: url: {label:u} stands before the path; write the host out, no alert may choose who is asked"
        ),
        ask(
            "of a port that is none", "{ url: 'https://api:80000/health' }",
            "routes/collectors.yaml:2:27: url: port 80000 is not from 1 to 65535"),
        ask(
            "whose query an alert would choose", "{ url: 'https://api/health?{label:team}=1' }",
            "routes/collectors.yaml:2:27: url: {label:team} would choose what the query says; write it as a value, such as team={label:team}"
        ),
        ask(
            "with a password", "{ url: 'https://me:geheim99@api/health' }",
            "routes/collectors.yaml:2:27: url: a URL must not hold a user name or password, which would reach logs; use username and password"
        ),
        ask(
            "with a token in its query", "{ url: 'https://api/health?token=Zk3v9QmT7xLw2RbN' }",
            "routes/collectors.yaml:2:27: url: it holds a password or token, which would be in each artifact; write token, or username and password, as { env: NAME } or { file: PATH }"
        ),
        ask(
            "with a fragment", "{ url: 'https://api/health#top' }",
            "routes/collectors.yaml:2:27: url: a # and what follows it is not sent; leave it out"),
        ask(
            "with a token in clear text", "{ url: 'http://api/health', token: { env: KEY } }",
            "routes/collectors.yaml:2:27: url: with a token or password http is for this machine only; write https://"),
        ask(
            "by another method", "{ url: 'https://api/health', method: POST }",
            #"routes/collectors.yaml:2:57: method is "POST"; one of GET, HEAD is expected"#),
        ask(
            "with a status that is none", "{ url: 'https://api/health', expect: [200, 99] }",
            #"routes/collectors.yaml:2:63: expect is "99"; a whole number from 100 to 599 is expected"#),
        ask(
            "with no status at all", "{ url: 'https://api/health', expect: [] }",
            "routes/collectors.yaml:2:57: expect is empty; name a status such as 200, or leave expect out"),
        ask(
            "about a certificate without TLS, of less than no days",
            "{ url: 'http://api/health', certificate_days: -1 }",
            "routes/collectors.yaml:2:66: certificate_days has no effect with http; leave it out"),
        ask(
            "about a certificate of less than no days", "{ url: 'https://api/health', certificate_days: -1 }",
            #"routes/collectors.yaml:2:67: certificate_days is "-1"; a whole number from 0 to 365 is expected"#),
        ask(
            "about a certificate without TLS", "{ url: 'http://api/health', certificate_days: 14 }",
            "routes/collectors.yaml:2:66: certificate_days has no effect with http; leave it out"),
        Mistake(
            "a sandbox around a question by HTTP", "collectors",
            "collectors:\n- { name: a, sandbox: none, http: { url: 'https://api/health' } }",
            "routes/collectors.yaml:2:23: sandbox has no effect beside http; leave it out"),
        Mistake(
            "a baseline of a question by HTTP, and of too short an interval", "collectors",
            "collectors:\n- { name: a, baseline: 5m, http: { url: 'https://api/health' } }",
            "routes/collectors.yaml:2:24: baseline has no effect beside http: only what a program (run) prints is compared with how it was; leave it out"
        ),
    ]

    private static func ask(_ name: String, _ http: String, _ problem: String) -> Mistake {
        Mistake("a question by HTTP \(name)", "collectors", "collectors:\n- { name: a, http: \(http) }", problem)
    }
}
