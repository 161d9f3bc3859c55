import IncidentCore
import Patterns
import Testing

@Suite(.timeLimit(.minutes(5))) struct RedactionsTests {
    // Put together here, so that no scanner takes this file for a leak.
    static let key = String(repeating: "MIIEvQIBADANBgkqhkiG\n", count: 4)
    static let pem = "-----BEGIN RSA PRIVATE KEY" + "-----"
    static let pemEnd = "-----END RSA PRIVATE KEY" + "-----"
    static let secret = "s3cr3tV4lue" + "s3cr3tV4lue"

    @Test(arguments: [
        ("Authorization: Bearer \(secret)", "Authorization: Bearer [redacted]"),
        (#""authorization": "Basic \#(secret)","#, #""authorization": "Basic [redacted]","#),
        ("using bearer \(secret) now", "using bearer [redacted] now"),
        ("postgres://app:\(secret)@db:5432/x?a=1", "postgres://app:[redacted]@db:5432/x?a=1"),
        ("redis://:\(secret)@cache", "redis://:[redacted]@cache"),
        ("password=\(secret) user=x", "password=[redacted] user=x"),
        ("DB_PASSWORD: '\(secret) x'", "DB_PASSWORD: [redacted]"),
        (#"{"client_secret": "\#(secret)", "a": 1}"#, #"{"client_secret": [redacted], "a": 1}"#),
        ("aws_secret_access_key = \(secret)", "aws_secret_access_key = [redacted]"),
        ("?api-key=\(secret)&page=2", "?api-key=[redacted]&page=2"),
        ("routing_key: \(secret)", "routing_key: [redacted]"),
        ("tool --token \(secret) --verbose", "tool --token [redacted] --verbose"),
        ("ALTER USER app PASSWORD '\(secret)'", "ALTER USER app PASSWORD [redacted]"),
        ("id AKI" + "AIOSFODNN7EXAMPLE end", "id AKIA[redacted] end"),
        ("AI" + "za" + String(repeating: "x", count: 35), "AIza[redacted]"),
        ("xox" + "b-123456789012-abcdef", "xoxb-[redacted]"),
        ("https://hooks.slack.com/services/T0/B0/abc ok", "https://hooks.slack.com/services/[redacted] ok"),
        ("key R0" + String(repeating: "A", count: 30) + ".", "key R0[redacted]."),
        ("ey" + "JhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl", "eyJ[redacted]"),
        ("a\n\(pem)\n\(key)\(pemEnd)\nb", "a\n\(pem)[redacted]\nb"),
        ("a\n\(pem)\n\(key)… 3 KiB cut here …\n", "a\n\(pem)[redacted]\n… 3 KiB cut here …\n"),
        ("… 3 KiB cut here …\n\(key)MII=\n\(pemEnd)\nb", "… 3 KiB cut here …\n[redacted]\nb"),
    ])
    func `a secret goes and its kind stays`(_ text: String, _ expected: String) {
        let redacted = Redactions.builtIn.apply(to: text)
        #expect(redacted == expected)
        #expect(Redactions.builtIn.apply(to: redacted) == redacted)
    }

    @Test(arguments: [
        "analytics-api-7d9f8b6c5-x2lkq   0/1   CrashLoopBackOff   7 (2m ago)   12m",
        "max_tokens=5 tokens: 12", "http://10.0.0.1:9090/path?next=a@b", "bearer authentication failed",
        "POSTGRES_PASSWORD:  <set to the key 'password' in secret 'db'>  Optional: false",
        "SecretName:  analytics-tls", "deployment.apps/analytics-api", "sha256:2c26b46b68ffc68ff99b453c1d304134",
    ])
    func `evidence that is no secret stays as it is`(_ text: String) {
        #expect(Redactions.builtIn.apply(to: text) == text)
    }

    @Test func `own patterns are added, their groups stay`() throws {
        let redactions = Redactions(adding: [
            try Pattern("ACME-[0-9]+"), try Pattern("(card )[0-9]+( end)"), try Pattern("z*"),
        ])
        #expect(
            redactions.apply(to: "ACME-42 card 4711 end password=x")
                == "[redacted] card [redacted] end password=[redacted]")
    }
}
