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

    @Test(arguments: [
        ("\u{FF41}lice", "alice"), ("\u{FF21}lice\u{3000}\u{FF12}", "Alice 2"), ("M\u{AA} José", "Ma José"),
        ("Strau\u{DF}", "Strau\u{DF}"), ("Алиса", "Алиса"), ("Алиса Smith", "Алиса Smith"), ("Σωκράτης", "Σωκράτης"),
        ("Zoe\u{308}", "Zoë"), ("李雷 2", "李雷 2"), ("คำ", "คำ"), ("क\u{93C}", "क\u{93C}"), ("\u{958}", "\u{958}"),
        ("Nobodya", "Nobodya"), ("System Admin", "System Admin"),
    ])
    func `wide letters are kept as plain ones, and every script is a name's`(text: String, expected: String) throws {
        #expect(try PersonName(text).text == expected)
        #expect(PersonName.isSame(text, expected))
    }

    @Test(arguments: [
        ("\u{430}lice", "Latin", "Cyrillic"), ("Bob \u{3B1}lice", "Greek", "Latin"), ("a\u{441}e", "Latin", "Cyrillic"),
    ])
    func `a word that mixes scripts whose letters look alike is none`(text: String, one: String, other: String) {
        do {
            _ = try PersonName(text)
            Issue.record("\(text) is taken")
        } catch {
            #expect("\(error)".contains(one) && "\(error)".contains(other))
        }
    }

    @Test(arguments: ["\u{1D41A}lice", "\u{24D0}lice", "\u{FB01}ona", "alice\u{B2}"])
    func `a letter that is another one's form is none's`(text: String) {
        #expect(throws: PersonNameProblem.self) { try PersonName(text) }
    }

    @Test(arguments: [
        "nobody", "Nobody", "Nobody has taken it", "unknown", "SYSTEM", " somebody ", "\u{FF4E}obody", "n/a",
    ])
    func `what says that it is nobody is none`(text: String) {
        do {
            _ = try PersonName(text)
            Issue.record("\(text) is taken")
        } catch {
            #expect("\(error)".contains("does not say who does this"))
        }
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
