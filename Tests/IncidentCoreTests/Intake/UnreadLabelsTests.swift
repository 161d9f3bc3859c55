import Testing

@testable import IncidentCore

/// Annotations are read when somebody asks for one; they mean what they would have meant read at once.
@Suite("Annotations that are read when asked", .timeLimit(.minutes(5)))
struct UnreadLabelsTests {
    @Test(arguments: [
        "{}", "{ }", #"{"summary":"down"}"#, #" { "b" : "2" , "a" : "1" }"#, #"{"a":"1","a":"2"}"#, #"{"a":""}"#,
        // What is not plain text within the limits is read at once.
        #"{"a":"1\n2"}"#, #"{"a":"ü"}"#, #"{"a":1,"b":null,"c":[2]}"#, #"{"a":"123456789"}"#,
        #"{"123456789":"a"}"#, #"{"a":"1","b":"2","c":"3","d":"4"}"#, "null", #""text""#,
    ])
    func `are the same pairs, the same text and the same cuts`(json: String) throws {
        let limits = PairLimits(count: 3, nameBytes: 8, valueBytes: 8)
        let (lazy, eager) = (try Self.read(json, limits, isLazy: true), try Self.read(json, limits, isLazy: false))
        #expect(lazy.labels.json == eager.labels.json)
        #expect(lazy.labels == eager.labels)
        #expect(lazy.labels.isEmpty == eager.labels.isEmpty)
        #expect(lazy.cuts == eager.cuts)
        #expect(lazy.end == eager.end)
    }

    @Test(arguments: [#"{"a":"1""#, #"{"a":"1",}"#, #"{"a" "1"}"#, "{\"a\":\"\u{1}\"}", #"{"a":"1"#])
    func `what is no JSON is refused just the same`(json: String) {
        for isLazy in [true, false] {
            #expect(throws: JSONError.self) { try Self.read(json, .none, isLazy: isLazy) }
        }
    }

    private static func read(
        _ json: String, _ limits: PairLimits, isLazy: Bool
    ) throws -> (labels: Labels, cuts: IntakeCuts, end: Int) {
        try Array(json.utf8).withUnsafeBufferPointer { bytes in
            var (reader, cuts) = (JSONReader(bytes), IntakeCuts())
            let labels = try reader.readLooseLabels(limits, isLazy: isLazy, cuts: &cuts)
            return (labels, cuts, reader.position)
        }
    }
}
