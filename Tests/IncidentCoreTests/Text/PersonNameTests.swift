import IncidentCore
import Testing

@Suite("Names of people", .timeLimit(.minutes(5)))
struct PersonNameTests {
    @Test(arguments: [
        ("Alice", "Alice"), ("  Alice \n B. ", "Alice B."), ("Al\u{200B}ice", "Alice"), ("\u{FEFF}Alice", "Alice"),
        ("Alice\u{202E}", "Alice"), ("Al\u{0}ice", "Al ice"), ("Zoë 日本", "Zoë 日本"), ("Al\u{200D}ice", "Alice"),
    ])
    func `a name is one line of what can be seen`(text: String, expected: String) throws {
        #expect(try PersonName(text).text == expected)
    }

    @Test(arguments: ["", " ", "\n", "\u{200B}\u{FEFF}", "\u{202E}", "\u{200D}", "\u{0}"])
    func `what cannot be seen is none`(text: String) {
        #expect(throws: PersonNameProblem.empty) { try PersonName(text) }
    }

    @Test(arguments: ["responder", "Responder", " RESPONDER\n", "respon\u{200B}der"])
    func `nobody has the name of the program's own entries`(text: String) {
        #expect(throws: PersonNameProblem.ours) { try PersonName(text) }
    }

    @Test(arguments: [
        ("alice", "Alice", true), ("ALICE B.", "alice  b.", true), ("Zoë", "ZOË", true), ("alice", "alicia", false),
        ("", "", true), ("alice", "", false),
    ])
    func `one person may write their name in large and small letters`(one: String, other: String, isSame: Bool) {
        #expect(PersonName.isSame(one, other) == isSame)
    }

    @Test func `a name has at most 80 characters, however they are built`() throws {
        #expect(try PersonName(String(repeating: "é", count: 80)).text.count == 80)
        #expect(throws: PersonNameProblem.tooLong(81)) { try PersonName(String(repeating: "a", count: 81)) }
    }
}
