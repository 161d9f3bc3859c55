import IncidentCore
import Testing

@Suite("JSON on a terminal", .timeLimit(.minutes(5)))
struct HiddenInJSONTests {
    @Test(
        arguments: [
            ("{\n  \"title\" : \"Down\"\n}", "{\n  \"title\" : \"Down\"\n}"),
            ("\"Zoë 日本 🔥\"", "\"Zoë 日本 🔥\""),
            ("\"a\u{9B}31mb\"", "\"a\\u009b31mb\""), ("\"a\u{7F}\"", "\"a\\u007f\""),
            ("\"\u{202E}a\u{2066}b\u{2069}\"", "\"\\u202ea\\u2066b\\u2069\""),
            ("\"a\u{200B}b\u{FEFF}\"", "\"a\\u200bb\\ufeff\""),
            ("\"a\u{2028}b\u{2029}\"", "\"a\\u2028b\\u2029\""),
            // Beyond the first plane it takes two of them.
            ("\"\u{E0067}\"", "\"\\udb40\\udc67\""),
            ("\"e\u{301}\"", "\"e\u{301}\""),
        ])
    func `shows what cannot be seen, or would be obeyed, by its number`(json: String, expected: String) {
        #expect(json.escapingHiddenInJSON.unicodeScalars.elementsEqual(expected.unicodeScalars))
    }
}
