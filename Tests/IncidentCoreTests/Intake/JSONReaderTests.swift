import IncidentCore
import Testing

/// A JSON value as `JSONReader` and Foundation both can give it.
enum JSONValue: Equatable {
    case object([String: JSONValue])
    case array([JSONValue])
    case string(String)
    case integer(Int64)
    /// `true`, `false` or `null`.
    case literal(String)

    init(reading text: String) throws { try self.init(reading: Array(text.utf8)) }

    /// Reads the whole document and nothing after it.
    init(reading bytes: [UInt8]) throws {
        self = try bytes.withUnsafeBufferPointer { buffer in
            var reader = JSONReader(buffer)
            let value = try JSONValue(from: &reader)
            try reader.readEnd()
            return value
        }
    }

    private init(from reader: inout JSONReader) throws(JSONError) {
        switch try reader.peekKind() {
        case .object:
            var members: [String: JSONValue] = [:]
            try reader.readObject { (reader, key) throws(JSONError) in members[key] = try JSONValue(from: &reader) }
            self = .object(members)
        case .array:
            var elements: [JSONValue] = []
            try reader.readArray { (reader) throws(JSONError) in elements.append(try JSONValue(from: &reader)) }
            self = .array(elements)
        case .string: self = .string(try reader.readString())
        case .number: self = .integer(try reader.readInteger())
        case .literal: self = .literal(reader.text(try reader.skipValue()))
        }
    }
}

@Suite("JSONReader", .timeLimit(.minutes(5)))
struct JSONReaderTests {
    @Test(arguments: [
        (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u65E5""#, "Aé日"),
        (#""\u0000""#, "\u{0}"), (#""\u001b[31m""#, "\u{1B}[31m"), (#""\ud83d\udd25""#, "🔥"), (#""é日🔥""#, "é日🔥"),
        (#""\u003cscript\u003e \u0026""#, "<script> &"), (#""\u2028""#, "\u{2028}"), (#""\ufeff""#, "\u{FEFF}"),
    ])
    func `a string is read with its escapes`(text: String, expected: String) throws {
        #expect(try JSONValue(reading: text) == .string(expected))
    }

    @Test(arguments: [
        (#""\ud83d""#, "\u{FFFD}"), (#""\udd25""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
        (#""\ud83d\ud83d\udd25""#, "\u{FFFD}🔥"), (#""\ud83d\n""#, "\u{FFFD}\n"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
    ])
    func `half a surrogate pair becomes the replacement character`(text: String, expected: String) throws {
        #expect(try JSONValue(reading: text) == .string(expected))
    }

    @Test(arguments: [
        "", " ", "{", "}", "[", "[1,]", "[,1]", "[1 2]", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{a:1}"#, #"{1:1}"#,
        "'a'", #""a"#, #""\x""#, #""\u12""#, #""\u12g4""#, #""\"#, "\"\n\"", "\"\t\"", "\"\u{0}\"", "True", "nul",
        "NaN",
        "01", "-", "-01", "+1", "1.", ".5", "1e", "1e+", "0x10", "{} {}", "[]x", "1 1", "\u{FEFF}{}", "/* a */ 1",
    ])
    func `text that is not JSON is refused`(text: String) {
        #expect(throws: JSONError.self) {
            try Array(text.utf8).withUnsafeBufferPointer { buffer in
                var reader = JSONReader(buffer)
                try reader.skipValue()
                try reader.readEnd()
            }
        }
    }

    @Test(arguments: [
        "0", "-0", "10", "1.5", "-1.5e10", "1E-2", "1e+2", "true", "false", "null", " [ ] ", "\t{\r\n}", "[[],{}]",
        "12345678901234567890", #"{"a":1,"a":2}"#,
    ])
    func `every kind of value is passed over whole`(text: String) throws {
        let bytes = Array(text.utf8)
        try bytes.withUnsafeBufferPointer { buffer in
            var reader = JSONReader(buffer)
            try reader.skipValue()
            try reader.readEnd()
        }
    }

    @Test(
        arguments: [
            [0xFF], [0x61, 0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
        ] as [[UInt8]])
    func `a string that is not valid UTF-8 is refused, with and without escapes`(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(throws: JSONError.self) { try JSONValue(reading: [quote] + bytes + [quote]) }
        #expect(throws: JSONError.self) { try JSONValue(reading: [quote] + Array(#"\n"#.utf8) + bytes + [quote]) }
    }

    @Test(arguments: [("0", 0), ("-1", -1), ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min)])
    func `a whole number of 64 bits is read`(text: String, expected: Int64) throws {
        #expect(try JSONValue(reading: text) == .integer(expected))
    }

    @Test(arguments: ["9223372036854775808", "1.0", "1e2"])
    func `a number that is no whole number of 64 bits is refused where one is wanted`(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(reading: text) }
    }

    @Test func `values may lie as deep as the limit and no deeper`() throws {
        let nested = { (depth: Int) in
            String(repeating: #"{"a":["#, count: depth / 2) + String(repeating: "]}", count: depth / 2)
        }
        _ = try JSONValue(reading: nested(JSONReader.depthLimit))
        #expect(throws: JSONError.self) { try JSONValue(reading: nested(JSONReader.depthLimit + 2)) }
    }

    @Test func `a million open brackets are refused and do not exhaust the stack`() {
        #expect(throws: JSONError.self) { try JSONValue(reading: String(repeating: "[", count: 1_000_000)) }
    }

    @Test func `siblings do not count as depth`() throws {
        let many = "[" + Array(repeating: "[{}]", count: 1000).joined(separator: ",") + "]"
        _ = try JSONValue(reading: many)
    }

    @Test func `an error says where it is`() {
        let error = #expect(throws: JSONError.self) { try JSONValue(reading: "[10 20]") }
        #expect(error?.description == "\",\" or \"]\" is expected at byte 4")
    }

    @Test func `labels are an object of strings, and of a name that comes twice the last counts`() throws {
        #expect(try Labels(json: #"{"b":"2","a":"1","b":"3"}"#) == ["a": "1", "b": "3"])
        #expect(throws: JSONError.self) { try Labels(json: #"{"a":1}"#) }
        #expect(throws: JSONError.self) { try Labels(json: #"["a"]"#) }
    }
}
