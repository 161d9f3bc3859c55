import Testing
import Transport

@Suite(.timeLimit(.minutes(5)))
struct `Proxies` {
    @Test(arguments: [
        ("http://proxy.example.com:3128", "http://proxy.example.com:3128"),
        ("https://proxy.example.com", "https://proxy.example.com:443"),
        ("proxy.example.com:3128", "http://proxy.example.com:3128"),
        ("http://desk:s3cr3t@Proxy.Example.com/", "http://proxy.example.com:80"),
        ("http://[2001:db8::1]:3128", "http://[2001:db8::1]:3128"),
    ])
    func `a URL is read, and shown without user and password`(text: String, address: String) throws {
        #expect(try Proxy(text).address == address)
    }

    @Test(arguments: [
        "", "http://", "socks5://proxy:1080", "http://proxy:port", "http://proxy/path", "http://s3cr3t host",
    ])
    func `what is no proxy's URL is refused and not repeated`(text: String) throws {
        let problem = #expect(throws: ProxyProblem.self) { try Proxy(text) }
        #expect(problem?.description.contains("s3cr3t") == false)
    }

    @Test func `a proxy prints without its password`() throws {
        let request = HTTPRequest(
            method: .get, url: "https://example.com/", connectTimeout: .seconds(1), timeout: .seconds(1),
            proxy: .through(try Proxy("http://desk:s3cr3t@proxy:3128")))
        let settings = try ProxySettings(environment: ["HTTPS_PROXY": "http://desk:s3cr3t@proxy:3128"])
        var dumped = ""
        dump((request, request.proxy, settings), to: &dumped)
        #expect(!"\(request) \(request.proxy) \(String(reflecting: settings)) \(dumped)".contains("s3cr3t"))
        #expect(settings.secrets == ["s3cr3t"])
    }

    private static let proxy = "http://proxy:3128"

    private func proxy(
        _ url: String, _ environment: [String: String], _ use: HTTPRequest.ProxyUse = .configured
    ) throws -> String? {
        let request = HTTPRequest(
            method: .get, url: url, connectTimeout: .seconds(1), timeout: .seconds(1), proxy: use)
        return try ProxySettings(environment: environment).proxy(for: request)?.address
    }

    @Test(arguments: [
        ("HTTPS_PROXY", "https://example.com/"), ("https_proxy", "https://example.com/"),
        ("HTTP_PROXY", "http://example.com/"), ("http_proxy", "http://example.com/"),
    ])
    func `each variable is for its scheme`(variable: String, url: String) throws {
        #expect(try proxy(url, [variable: Self.proxy]) == Self.proxy)
        let other = url.hasPrefix("https") ? "http://example.com/" : "https://example.com/"
        #expect(try proxy(other, [variable: Self.proxy]) == nil)
    }

    @Test func `an empty variable is none, and the upper-case one comes first`() throws {
        #expect(try proxy("https://example.com/", ["HTTPS_PROXY": "", "https_proxy": Self.proxy]) == Self.proxy)
        let both = ["HTTPS_PROXY": Self.proxy, "https_proxy": "http://other:1"]
        #expect(try proxy("https://example.com/", both) == Self.proxy)
    }

    @Test(arguments: ["HTTPS_PROXY", "http_proxy"])
    func `a wrong one is named, and its text is not repeated`(variable: String) throws {
        let problem = #expect(throws: ProxyProblem.self) {
            try ProxySettings(environment: [variable: "ftp://desk:s3cr3t@proxy"])
        }
        #expect(problem?.description.hasPrefix("\(variable): a proxy's URL is expected") == true)
        #expect(problem?.description.contains("s3cr3t") == false)
    }

    @Test(arguments: [
        ("*", "https://example.com/", true),
        ("example.com", "https://example.com/", true),
        ("EXAMPLE.com", "https://Example.COM./", true),
        ("example.com", "https://events.example.com/", true),
        ("example.com", "https://badexample.com/", false),
        (".example.com", "https://events.example.com/", true),
        (".example.com", "https://example.com/", false),
        ("*.example.com", "https://events.example.com/", true),
        ("other.org, example.com", "https://example.com/", true),
        ("other.org example.com", "https://example.com/", true),
        ("example.com:8443", "https://example.com:8443/", true),
        ("example.com:8443", "https://example.com/", false),
        ("example.com:443", "https://example.com/", true),
        ("example.com:http", "https://example.com/", false),
        ("10.1.2.3", "https://10.1.2.3/", true),
        ("10.1.2.3", "https://10.1.2.30/", false),
        ("10.1.2.3:443", "https://10.1.2.3/", true),
        ("10.0.0.0/8", "https://10.1.2.3/", true),
        ("10.0.0.0/9", "https://10.128.0.1/", false),
        ("10.0.0.0/33", "https://10.1.2.3/", false),
        ("10.0.0.0/8", "https://10.example.com/", false),
        ("0.0.0.0/0", "https://[2001:db8::1]/", false),
        ("2001:db8::/32", "https://[2001:db8::1]/", true),
        ("2001:db8::1", "https://[2001:db8:0::1]/", true),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443/", true),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]/", false),
        ("", "https://example.com/", false),
        (",,.,:", "https://example.com/", false),
    ])
    func `NO_PROXY lists what is reached without`(list: String, url: String, isDirect: Bool) throws {
        let environment = ["HTTPS_PROXY": Self.proxy, "NO_PROXY": list]
        #expect(try proxy(url, environment) == (isDirect ? nil : Self.proxy))
        let lowerCase = ["HTTPS_PROXY": Self.proxy, "no_proxy": list]
        #expect(try proxy(url, lowerCase) == (isDirect ? nil : Self.proxy))
    }

    @Test(arguments: [
        "localhost", "LOCALHOST.", "hooks.localhost", "127.0.0.1", "127.9.9.9", "127.1", "0x7f.1", "2130706433",
        "[::1]",
        "[::ffff:127.0.0.1]",
    ])
    func `this machine is never reached through one`(host: String) throws {
        let environment = ["HTTPS_PROXY": Self.proxy, "HTTP_PROXY": Self.proxy]
        #expect(try proxy("https://\(host)/", environment) == nil)
        #expect(try proxy("http://\(host):8080/", environment) == nil)
        #expect(try proxy("https://\(host)/", [:], .through(Proxy(Self.proxy))) == nil)
    }

    @Test func `a request's own choice wins over the settings and their exceptions`() throws {
        let environment = ["HTTPS_PROXY": Self.proxy, "NO_PROXY": "direct.example.com"]
        #expect(try proxy("https://example.com/", environment, .direct) == nil)
        let own = HTTPRequest.ProxyUse.through(try Proxy("http://own:1"))
        for host in ["example.com", "direct.example.com"] {
            #expect(try proxy("https://\(host)/", environment, own) == "http://own:1")
        }
    }
}
