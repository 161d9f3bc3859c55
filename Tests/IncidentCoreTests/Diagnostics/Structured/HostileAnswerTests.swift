import IncidentCore
import Testing

/// Whatever a tool writes takes time and memory in proportion to it; these would take minutes otherwise.
@Suite(.timeLimit(.minutes(2))) struct HostileAnswerTests {
    private static let length = 8 * 1024 * 1024

    private static func filled(_ start: String, _ unit: String, _ end: String = "") -> [UInt8] {
        var bytes = Array(unit.utf8)
        while bytes.count < length { bytes += bytes }
        return Array(start.utf8) + bytes + Array(end.utf8)
    }

    @Test(arguments: [
        ("", "x", ""), ("", "[", ""), ("", #"{"items":["#, ""), ("", "\0", ""), ("", "\"", ""), ("", "\u{1B}[31m", ""),
        (#"{"items":["#, "{},", "{}]}"), ("[", "{},", "{}]"), (#"{"items":["#, "1,", "1]}"), ("[", "[],", "[]]"),
        ("\"", "é", "\""), ("{", #""a":1,"#, #""b":1}"#),
    ])
    func `eight megabytes of nonsense are refused as JSON`(_ start: String, _ unit: String, _ end: String) {
        for command in ["kubectl get pods", "helm list"] {
            #expect(throws: StructuredFailure.self) {
                try StructuredReading(command, bytes: Self.filled(start, unit, end))
            }
        }
    }

    @Test(arguments: ["x", "\0", "\"", ",", "\n", "a,b\n", "\r", "\"a"])
    func `eight megabytes of nonsense are refused as CSV`(_ unit: String) throws {
        #expect(throws: StructuredFailure.self) {
            try StructuredReading("psql -c 'SELECT 1'", bytes: Self.filled("", unit))
        }
    }

    @Test func `one long value does not widen thousands of rows`() throws {
        let rows = repeatElement("1,2\n", count: 60_000).joined()
        let read = try StructuredReading(
            "psql -c 'SELECT 1'", "a,b\n\(String(repeating: "x", count: 1 << 20)),2\n\(rows)")
        #expect(read.records.records.count == 60_001)
        #expect(read.records.text.utf8.count < 32 << 20)
    }

    @Test func `a value of a megabyte, NULs and terminal codes stand in one line`() throws {
        let long = String(repeating: "long ", count: 200_000)
        let pod = #"""
            {"metadata":{"name":"a\u0000\u001b[31mb"},"spec":{"containers":[]},
            "status":{"phase":"Pending","reason":"\#(long)","message":"x\u0007\ny"}}
            """#
        let read = try StructuredReading("kubectl get pods", pod)
        #expect(read.lines.count == 2)
        #expect(read.fields["NAME"] == "ab")
        #expect(read.fields["reason"]?.count == 1_000_000)
        #expect(read.fields["message"] == "x y")
    }

    @Test func `an object that is nested too deeply is lost alone, or the answer is none`() {
        let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        #expect(throws: StructuredFailure.self) {
            try StructuredReading("kubectl get pods", #"{"items":[{"metadata":{"name":"a"},"spec":\#(deep)}]}"#)
        }
    }
}
