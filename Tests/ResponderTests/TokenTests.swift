import HTTPTypes
import IncidentWeb
import Testing

@testable import responder

@Suite("Tokens of the environment", .timeLimit(.minutes(5)))
struct TokenTests {
    static let names = ["RESPONDER_WEBHOOK_TOKEN", "RESPONDER_WEBHOOK_SIGNING_KEY", "RESPONDER_API_TOKEN"]

    @Test(arguments: TokenTests.names, ["t0ken", " t0ken\n", "old , t0ken\r\n", "t0ken,"])
    func `white space around a token goes`(name: String, setting: String) throws {
        let credentials = try Environment.credentials(name, in: [name: setting])
        #expect(credentials.admit([.authorization: "Bearer t0ken"]))
        #expect(!credentials.admit([.authorization: "Bearer other"]))
    }

    @Test func `an unset variable and an empty one are no token`() throws {
        #expect(try Environment.credentials("RESPONDER_API_TOKEN", in: [:]).isEmpty)
        #expect(try Environment.credentials("RESPONDER_API_TOKEN", in: ["RESPONDER_API_TOKEN": ""]).isEmpty)
    }

    @Test(
        arguments: TokenTests.names,
        [
            ("s3cr3t t0ken", "holds a blank; remove it"), ("ok, s3cr3t\u{A0}t0ken", "holds a blank; remove it"),
            ("s3cr3t\nt0ken", "holds a line end or another character that cannot be seen; remove it"),
            ("\u{FEFF}s3cr3t", "holds a line end or another character that cannot be seen; remove it"),
            (" , \n", "is set and holds no token; give it one, or leave it unset"),
        ])
    func `what cannot be a token is refused by the variable's name, and not repeated`(
        name: String, setting: (value: String, reason: String)
    ) {
        #expect {
            _ = try Environment.credentials(name, in: [name: setting.value])
        } throws: { error in
            "\(error)" == "\(name) \(setting.reason)" && !"\(error)".contains("s3cr3t")
        }
    }
}
