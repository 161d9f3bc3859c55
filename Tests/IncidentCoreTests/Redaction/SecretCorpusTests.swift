import Foundation
import IncidentCore
import SecretCorpus
import Testing

@Suite("Kinds of secrets", .timeLimit(.minutes(5)))
struct SecretCorpusTests {
    static let redactions = Redactions(knowing: [Secret("s3cr3tKnownValue"), Secret(#"pa/ss wörd"1"#)])

    @Test(arguments: SecretCorpus.kinds)
    func `a secret goes, and what tells its kind stays`(_ kind: SecretCorpus.Kind) {
        let redacted = Self.redactions.apply(to: kind.text)
        #expect(redacted == kind.redacted)
        #expect(Self.redactions.apply(to: redacted) == redacted, "done twice")
    }

    @Test(arguments: SecretCorpus.harmless)
    func `evidence that is no secret stays as it is`(_ text: String) throws {
        #expect(Self.redactions.apply(to: text) == text)
        let line = try json(text)
        #expect(Self.redactions.apply(to: line) == line, "within a line of JSON")
    }

    @Test func `there are many of both`() {
        #expect(SecretCorpus.kinds.count >= 480 && SecretCorpus.harmless.count >= 280)
    }

    /// Where a text holds its secret.
    struct Seam: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// `nil` where such a text is another kind of text there.
        let place: @Sendable (SecretCorpus.Kind) -> SecretCorpus.Kind?
    }

    static let seams = [
        Seam(testDescription: "at the end of a text") { $0.changed { "before\n\($0)" } },
        Seam(testDescription: "at the beginning of a text") { $0.isCut ? nil : $0.changed { "\($0)\nafter\n" } },
        Seam(testDescription: "with line ends of Windows") { kind in
            kind.changed { $0.replacing("\r", with: "").replacing("\n", with: "\r\n") + "\r\n" }
        },
        Seam(testDescription: "in the middle of a long line") { kind in
            kind.isLine && !kind.isCut
                ? kind.changed {
                    String(repeating: "lorem ipsum ", count: 40) + $0 + String(repeating: " sit amet", count: 40)
                }
                : nil
        },
        Seam(testDescription: "twice in a line") { kind in
            kind.isLine && !kind.isCut ? kind.changed { "\($0) \($0)" } : nil
        },
        Seam(testDescription: "indented") { kind in
            kind.name.hasPrefix("file: .pgpass")
                ? nil : kind.changed { "      " + $0.replacing("\n", with: "\n      ") }
        },
        Seam(testDescription: "behind the marks of a log") { kind in
            kind.isLine ? kind.changed { "2026-11-20T03:00:00.1Z stdout F \($0)" } : nil
        },
        Seam(testDescription: "in a line that was added") { $0.isLine ? $0.changed { "+\($0)" } : nil },
        Seam(testDescription: "with names in small letters") { kind in
            kind.isNamed ? kind.changedAround { $0.lowercased() } : nil
        },
        Seam(testDescription: "with names in capitals") { kind in
            kind.isNamed && kind.name.hasPrefix("name: ") ? kind.changedAround { $0.uppercased() } : nil
        },
    ]

    @Test(arguments: seams)
    func `a secret goes wherever it stands`(_ seam: Seam) {
        for case let kind? in SecretCorpus.kinds.map(seam.place) {
            let redacted = Self.redactions.apply(to: kind.text)
            for secret in kind.secrets {
                #expect(!redacted.contains(secret), "\(kind.name)")
            }
            #expect(Self.redactions.apply(to: redacted) == redacted, "\(kind.name), done twice")
        }
    }

    @Test func `a secret goes from a text that holds all the others`() {
        let kinds = SecretCorpus.kinds.filter { !$0.isCut }
        let redacted = Self.redactions.apply(to: kinds.map(\.text).joined(separator: "\n\n"))
        for kind in kinds {
            for secret in kind.secrets where secret.count >= 8 {
                let isGone = !redacted.contains(secret)
                #expect(isGone, "\(kind.name): \(secret)")
            }
        }
    }

    @Test func `a secret goes from a text that stands in a text, however often`() throws {
        for kind in SecretCorpus.kinds where !kind.isCut {
            let redacted = Self.redactions.apply(to: try json(json(kind.text)))
            for secret in kind.secrets {
                let escaped = inner(try json(inner(try json(secret))))
                #expect(!redacted.contains(secret) && !redacted.contains(escaped), "\(kind.name)")
            }
            #expect((try? JSONSerialization.jsonObject(with: Data(redacted.utf8))) != nil, "\(kind.name)")
        }
    }

    /// A text that others have cut; where what tells the secret stands behind it, nobody can know.
    @Test func `half a secret goes that a text was cut in`() {
        let behind = [
            "value before its name", "value first", "without its kind", "psql, table", "commas", "a pipe", "chpasswd",
            "token as user", "Go's", "Oracle's", "Sentry", "roles, older", "MySQL's users", "Windows", "bearer in",
            "cut at its beginning", "NATS", "Azure client", "Mailchimp", "licence", "MaxMind", "Airtable",
            "npm's older", "Basic under another name", "Discord, bot", "Harness", "as base64", "Braintree", "Asana",
        ]
        for kind in SecretCorpus.kinds
        where !behind.contains(where: kind.name.contains) && !kind.name.hasPrefix("known") {
            guard let start = kind.marked.firstIndex(of: "«"), let end = kind.marked.firstIndex(of: "»") else {
                continue
            }
            let secret = kind.marked[kind.marked.index(after: start)..<end]
            let half = secret.prefix(secret.count / 2)
            // Of fewer letters a word of another sentence may be made.
            guard half.count >= 8, !half.contains("\n") else { continue }
            let redacted = Self.redactions.apply(to: String(kind.marked[..<start]) + half)
            #expect(!redacted.contains(half.trimmingCharacters(in: .whitespaces)), "\(kind.name)")
        }
    }

    /// Made to be looked through again and again: each takes a second or less, and would take minutes if it took its square.
    @Test(
        arguments: [
            "password={ ", "password=\"", "password: is a ", "token: [", "Cookie: ", "Authorization: ",
            "Authorization: Digest ",
            "<password ", "<password>", "\"name\":\"password\",", "value=x ", "value=\"", "passpasspass", "key_",
            "curl -u '", "mysql -a ",
            "data:\n", "{\"data\":{", "-----BEGIN PRIVATE KEY-----\n", "eyJ", "a://b:c", "http://a:b/c?d=e@",
            "requirepass\n",
            "a | token | b\n", "password,a\n", "password: |\n", "password=<<EOT\n", "\"\\n", "\"a\\n\\\"b",
            "334 UGFzc3dvcmQ6 ",
            "login a password ", "user a on b ", "ACL SETUSER ", "IDENTIFIED BY '", "echo a ", "    password:\n    - ",
            "A  PASSWORD\n", "PASSWORD   A   B\n", "PASSWORD\n", "USER a\n", "password\u{200B}", "пароль ",
            "\"password\";s:9:\"",
            "--password \\\n", "password is ", "new password ", "random_password result=\"", "ALTER USER a ",
            "SET PASSWORD FOR ", "net user a ", "sec-websocket-protocol: ", "AUTH a ", "connect a/", "login a:",
            "\\", "\"", "\r", "INSERT INTO a (", "INSERT INTO a (password) VALUES ('a'),", "token IN ('", "hmac(",
            "encrypt(a,",
            "$1 = 'aaaaaaaaaaaaaaaaaaaa", "6Ly9", "eyJaaaaaaaaaaaaaaaaaaaa.", "a%3A%2F%2Fb%40", "\u{1B}[", "\u{1B}]a",
            "a | b\n---+---\npassword | 1\n", "| a | password |\n|---|---|\n", "a|password\n", "a  password  b\n",
            "a:token:b", "curl -su a:", "curl -b a=", "password=''a", "password=\\\n", "<key>password</key>",
            "ssl_passphrase_command,", "createUser a SHA ", "passw\n", "initial-password\n", "\"a\" \"", "_USER=a:",
            "net use /user:a ", "/hooks/aaa/", "password:\n----\n", "password\n\n", "1) \"password\"\n",
            "name | password\n", "| name | value |\n|---|---|\n", "name,value\n", "PASSWORD $$", "PASSWORD $x$",
            "login=a:", "[\"password\",\"", "[\"password\",", "\"password\",\"a\",", "digest('a',",
            "one-time code for ",
            "form-data; name=\"password\"\n", "password....", "kinit <<<", "net use z \\\\a ", "IDENTIFIED BY (",
            "a://b@c:d", "db.auth(", "PASSWORD FROM 'a' ",
        ])
    func `a hostile text takes no longer than any other`(_ part: String) {
        // With a sign that it must be looked through.
        let text = "password=x\n" + String(repeating: part, count: (64 << 10) / part.utf8.count)
        #expect(!Self.redactions.apply(to: text).isEmpty)
    }

    private func json(_ text: String) throws -> String {
        String(decoding: try JSONEncoder().encode(["log": text]), as: UTF8.self)
    }

    /// The text of the one member.
    private func inner(_ json: String) -> String { String(json.dropFirst(#"{"log":""#.count).dropLast(2)) }
}

extension SecretCorpus.Kind {
    fileprivate var isNamed: Bool { name.hasPrefix("name: ") || name.hasPrefix("header: ") }
}
