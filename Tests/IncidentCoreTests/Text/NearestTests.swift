import IncidentCore
import Testing

@Suite("A hint at what was meant", .timeLimit(.minutes(5)))
struct NearestTests {
    @Test(
        arguments: [
            ("Leed", ["Lead", "Ann"], "Lead"), ("ann", ["Lead", "Ann"], "Ann"), ("An", ["Ann"], "Ann"),
            ("zebra", ["Lead"], nil), ("F", ["G"], nil), ("g", ["G"], "G"), ("", ["G"], nil), ("Al", ["Bo"], nil),
            // Two letters the wrong way round are one slip.
            ("shwo", ["show", "snooze"], "show"), ("akc", ["ack"], "ack"), ("wohs", ["show"], nil),
        ] as [(String, [String], String?)])
    func `is a word a slip away, and has something of it`(word: String, known: [String], meant: String?) {
        #expect(nearest(to: word, in: known) == meant.map { "; did you mean \"\($0)\"?" })
    }
}
