import Foundation
import IncidentCore
import Testing

@Suite("JSONReader on generated documents", .timeLimit(.minutes(5)))
struct JSONReaderPropertyTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `it reads what Foundation reads`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for number in 0..<150 {
            let text = generator.jsonValue(depth: 4)
            let theirs = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
            let ours = try JSONValue(reading: text)
            #expect(ours == JSONValue(foundation: theirs), "seed \(seed), document \(number): \(text)")
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `a document that is cut anywhere is refused`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let bytes = Array(("[" + generator.jsonValue(depth: 3) + "]").utf8)
        for length in 0..<bytes.count {
            #expect(throws: JSONError.self, "seed \(seed), the first \(length) bytes") {
                try JSONValue(reading: Array(bytes[..<length]))
            }
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `a damaged document is read or refused, whatever the damage`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for number in 0..<500 {
            var bytes = Array(generator.jsonValue(depth: 3).utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            // What Foundation refuses must not be taken, but for half surrogate pairs, which only Foundation refuses.
            let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            let ours = try? JSONValue(reading: bytes)
            if theirs == nil, let ours {
                #expect(
                    ours.hasReplacementCharacter,
                    "seed \(seed), document \(number): \(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `labels come back from their JSON`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let pairs = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                Labels.Pair(name: generator.text(), value: generator.text())
            }
            let labels = Labels(pairs)
            #expect(try Labels(json: labels.json) == labels, "seed \(seed), \(labels.json)")
            let theirs = try JSONSerialization.jsonObject(with: Data(labels.json.utf8))
            #expect(JSONValue(foundation: theirs) == JSONValue(labels), "seed \(seed), \(labels.json)")
        }
    }
}

extension SeededGenerator {
    /// A JSON text: any kind of value, any blanks, any legal way to write a character.
    mutating func jsonValue(depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &self) {
        case 0: return blanks() + ["true", "false", "null"].randomElement(using: &self)! + blanks()
        case 1: return blanks() + String(Int64.random(in: Int64.min...Int64.max, using: &self) >> 12) + blanks()
        case 2, 3: return blanks() + jsonString() + blanks()
        case 4:
            let elements = (0..<Int.random(in: 0...4, using: &self)).map { _ in jsonValue(depth: depth - 1) }
            return blanks() + "[" + elements.joined(separator: ",") + (elements.isEmpty ? blanks() : "") + "]"
                + blanks()
        default:
            // Of a name that comes twice Foundation may keep either: the number makes them differ.
            let members = (0..<Int.random(in: 0...4, using: &self)).map { number in
                "\(blanks())\"\(number)\(jsonString().dropFirst())\(blanks()):\(jsonValue(depth: depth - 1))"
            }
            return blanks() + "{" + members.joined(separator: ",") + (members.isEmpty ? blanks() : "") + "}" + blanks()
        }
    }

    /// Text with what is troublesome in it: quotes, control characters, NUL, characters outside the first plane; but
    /// no U+FEFF, of which Foundation drops some.
    mutating func text() -> String {
        let troublesome: [Character] = [
            "a", "Z", "7", " ", "\"", "\\", "/", "\n", "\t", "\r", "\u{0}", "\u{1B}", "\u{7F}", "é", "日", "🔥",
            "\u{202E}",
            "<", "&", "\u{2028}", "$", "{", "}",
        ]
        return String((0..<Int.random(in: 0...12, using: &self)).map { _ in troublesome.randomElement(using: &self)! })
    }

    private mutating func jsonString() -> String {
        let body = text().unicodeScalars.map { scalar -> String in
            if scalar.value >= 0x20, scalar != "\"", scalar != "\\", chance(70) { return String(scalar) }
            return String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16, uppercase: chance(50))
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }
        return "\"" + body.joined() + "\""
    }

    private mutating func blanks() -> String {
        chance(70) ? "" : [" ", "\n", "\t", "\r\n", "  "].randomElement(using: &self)!
    }
}

extension JSONValue {
    /// `nil` for what the generator never makes: fractions, and numbers beyond 64 bits.
    init?(foundation value: Any) {
        switch value {
        case let text as String: self = .string(text)
        case let members as [String: Any]: self = .object(members.compactMapValues(JSONValue.init(foundation:)))
        case let elements as [Any]: self = .array(elements.compactMap(JSONValue.init(foundation:)))
        case is NSNull: self = .literal("null")
        case let flag as Bool: self = .literal(flag ? "true" : "false")
        case let number as Int64: self = .integer(number)
        default: return nil
        }
    }

    init(_ labels: Labels) {
        self = .object(Dictionary(uniqueKeysWithValues: labels.pairs.map { ($0.name, .string($0.value)) }))
    }

    var hasReplacementCharacter: Bool {
        switch self {
        case .object(let members):
            members.contains { $0.key.unicodeScalars.contains("\u{FFFD}") || $0.value.hasReplacementCharacter }
        case .array(let elements): elements.contains(where: \.hasReplacementCharacter)
        case .string(let text): text.unicodeScalars.contains("\u{FFFD}")
        case .integer, .literal: false
        }
    }
}
