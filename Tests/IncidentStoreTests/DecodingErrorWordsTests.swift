import Foundation
import Testing

@testable import IncidentStore

@Suite("A stored document that cannot be read", .timeLimit(.minutes(5)))
struct DecodingErrorWordsTests {
    private struct Document: Decodable {
        struct Step: Decodable { let after: Int }
        let steps: [Step]
    }

    @Test(
        arguments: [
            (#"{"steps": [{"after": 1}, {}]}"#, #""after" is missing at steps.1"#), ("{}", #""steps" is missing"#),
            (#"{"steps": [{"after": null}]}"#, "a value is missing at steps.0.after"),
        ])
    func `says what is missing and where`(text: String, words: String) throws {
        let error = #expect(throws: DecodingError.self) {
            _ = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
        }
        #expect(error?.words == words)
    }

    @Test(arguments: [#"{"steps": 7}"#, "{"])
    func `names no type and no error of ours`(text: String) throws {
        let error = #expect(throws: DecodingError.self) {
            _ = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
        }
        let words = try #require(error?.words)
        #expect(!words.isEmpty && !words.contains("Context(") && !words.contains("CodingKeys"), "\(words)")
    }
}
