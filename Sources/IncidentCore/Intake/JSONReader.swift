/// A pull parser over JSON in UTF-8: the caller says what it expects next. Strict: RFC 8259, nothing more, except that
/// it may be told to repair text.
///
/// `JSONDecoder` alone halves what intake can take in a second; this reads an Alertmanager body about eight times as
/// fast, and whatever is not asked for is skipped without being built.
package struct JSONReader {
    /// How deeply arrays and objects may lie in one another, unless more is asked for.
    package static let depthLimit = 64

    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0
    private var depth = 0
    private let depthLimit: Int
    /// Where the escape stood that was read last.
    private var lastEscape = -1
    private let repairsText: Bool

    /// - Parameter repairsText: takes what is not valid UTF-8 as U+FFFD instead of refusing it.
    package init(
        _ bytes: UnsafeBufferPointer<UInt8>, repairsText: Bool = false, depthLimit: Int = JSONReader.depthLimit
    ) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        self.repairsText = repairsText
    }

    /// At the beginning: passes over a byte order mark, which RFC 8259 lets a reader ignore.
    mutating func skipByteOrderMark() {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    package enum Kind { case object, array, string, number, literal }

    /// What the next value is, without reading it.
    package mutating func peekKind() throws(JSONError) -> Kind {
        skipBlanks()
        guard position < bytes.count else { throw error("the text ends early") }
        return switch bytes[position] {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
        default: .literal
        }
    }

    /// Reads an object, handing each key to `member`, which must read or skip its value.
    package mutating func readObject(_ member: (inout JSONReader, String) throws(JSONError) -> Void) throws(JSONError) {
        try open(UInt8(ascii: "{"), "an object")
        if take(UInt8(ascii: "}")) { return close() }
        repeat {
            let key = try readString()
            try expect(UInt8(ascii: ":"), "\":\"")
            try member(&self, key)
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"), "\",\" or \"}\"")
        close()
    }

    /// Reads an array; `element` must read or skip one value each time.
    package mutating func readArray(_ element: (inout JSONReader) throws(JSONError) -> Void) throws(JSONError) {
        try open(UInt8(ascii: "["), "an array")
        if take(UInt8(ascii: "]")) { return close() }
        repeat { try element(&self) } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"), "\",\" or \"]\"")
        close()
    }

    package mutating func readString() throws(JSONError) -> String {
        try expect(UInt8(ascii: "\""), "a string")
        let start = position
        var (end, isASCII) = (start, true)
        while true {
            end = endOfPlainText(from: end)
            guard end < bytes.count else {
                position = end
                throw error("a string has no end")
            }
            switch bytes[end] {
            case UInt8(ascii: "\""):
                position = end + 1
                return try decode(start..<end, isASCII: isASCII)
            case UInt8(ascii: "\\"): return try readEscapedString(from: start, firstEscape: end)
            case 0..<0x20:
                position = end
                throw error("a control character stands in a string")
            default:
                isASCII = false
                end += 1
            }
        }
    }

    /// Reads an integer that fits 64 bits; a fraction or exponent is an error.
    package mutating func readInteger() throws(JSONError) -> Int64 {
        let text = try skipNumber()
        guard let value = Int64(String(decoding: bytes[text], as: UTF8.self)) else {
            throw error("a whole number is expected")
        }
        return value
    }

    /// Passes over one value of any kind and returns where it stood.
    @discardableResult
    package mutating func skipValue() throws(JSONError) -> Range<Int> {
        let kind = try peekKind()
        let start = position
        switch kind {
        case .object: try skipObject()
        case .array: try readArray { (reader) throws(JSONError) in try reader.skipValue() }
        case .string: try skipString()
        case .number: _ = try skipNumber()
        case .literal: try skipLiteral()
        }
        return start..<position
    }

    /// The text of a value that `skipValue` passed over.
    package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Goes back to a place that was read before, to read it in another way.
    package mutating func rewind(to earlier: Int) { position = earlier }

    /// Fails unless only blanks are left.
    package mutating func readEnd() throws(JSONError) {
        skipBlanks()
        guard position == bytes.count else { throw error("something follows the end") }
    }

    /// An object whose values are strings.
    package mutating func readLabels() throws(JSONError) -> Labels {
        var pairs: [Labels.Pair] = []
        _ = try peekKind()
        let start = position
        try readObject { (reader, name) throws(JSONError) in
            pairs.append(Labels.Pair(name: name, value: try reader.readString()))
        }
        return Labels(pairs, sourceJSON: plainText(from: start))
    }

    /// What stands from there to here, if it has no escapes: those are written in more than one way, and a search for
    /// what they stand for should find them.
    func plainText(from start: Int) -> String? { lastEscape >= start ? nil : text(start..<position) }

    package func error(_ reason: String) -> JSONError { JSONError(reason: reason, byteOffset: position) }
}

extension JSONReader {
    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8, _ what: String) throws(JSONError) {
        guard take(byte) else { throw error("\(what) is expected") }
    }

    private mutating func open(_ byte: UInt8, _ what: String) throws(JSONError) {
        try expect(byte, what)
        depth += 1
        guard depth <= depthLimit else { throw error("values lie deeper than \(depthLimit)") }
    }

    private mutating func close() { depth -= 1 }

    /// As `readObject`, but nothing of it is built.
    private mutating func skipObject() throws(JSONError) {
        try open(UInt8(ascii: "{"), "an object")
        if take(UInt8(ascii: "}")) { return close() }
        repeat {
            try skipString()
            try expect(UInt8(ascii: ":"), "\":\"")
            try skipValue()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"), "\",\" or \"}\"")
        close()
    }

    /// Passes over an object of names and plain texts within limits, as most are; of anything else, and of an empty one,
    /// stays where it is.
    mutating func skipPlainObject(_ limits: PairLimits) -> Range<Int>? {
        var (ahead, count) = (self, 0)
        guard ahead.take(UInt8(ascii: "{")) else { return nil }
        let start = ahead.position - 1
        repeat {
            count += 1
            guard count <= limits.count, ahead.skipPlainString(upTo: limits.nameBytes),
                ahead.take(UInt8(ascii: ":")), ahead.skipPlainString(upTo: limits.valueBytes)
            else { return nil }
        } while ahead.take(UInt8(ascii: ","))
        guard ahead.take(UInt8(ascii: "}")) else { return nil }
        self = ahead
        return start..<position
    }

    private mutating func skipPlainString(upTo limit: Int) -> Bool {
        guard take(UInt8(ascii: "\"")) else { return false }
        let end = endOfPlainText(from: position)
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\""), end - position <= limit else { return false }
        position = end + 1
        return true
    }

    /// Plain ASCII is only looked over; what has escapes or other bytes must still be proved to be text.
    private mutating func skipString() throws(JSONError) {
        skipBlanks()
        let start = position
        guard take(UInt8(ascii: "\"")) else { throw error("a string is expected") }
        let end = endOfPlainText(from: position)
        if end < bytes.count, bytes[end] == UInt8(ascii: "\"") {
            position = end + 1
            return
        }
        position = start
        _ = try readString()
    }

    private mutating func skipNumber() throws(JSONError) -> Range<Int> {
        skipBlanks()
        let start = position
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        let leadingZero = position < bytes.count && bytes[position] == UInt8(ascii: "0")
        let whole = skipDigits()
        guard whole > 0, !(leadingZero && whole > 1) else { throw error("a number is expected") }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            guard skipDigits() > 0 else { throw error("digits must follow the decimal point") }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            guard skipDigits() > 0 else { throw error("digits must follow the exponent") }
        }
        return start..<position
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") <= 9 { position += 1 }
        return position - start
    }

    private mutating func skipLiteral() throws(JSONError) {
        for literal in ["true", "false", "null"] {
            let end = position + literal.utf8.count
            if end <= bytes.count, bytes[position..<end].elementsEqual(literal.utf8) {
                position = end
                return
            }
        }
        throw error("a value is expected")
    }

    /// The first byte from a place on that is no plain text, which are the visible characters of ASCII but quote and
    /// backslash; the end of all when there is none.
    private func endOfPlainText(from start: Int) -> Int {
        var end = start
        // Eight bytes at a time, because most of a body is text.
        while end + 8 <= bytes.count,
            UnsafeRawPointer(bytes.baseAddress! + end).loadUnaligned(as: UInt64.self).isPlainText
        {
            end += 8
        }
        while end < bytes.count, bytes[end].isPlainText { end += 1 }
        return end
    }

    private func decode(_ range: Range<Int>, isASCII: Bool) throws(JSONError) -> String {
        // Nearly everything is ASCII, which needs no proof; the proving initialiser costs ten times as much.
        if isASCII { return String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self) }
        if repairsText { return text(range) }
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw error("a string is not valid UTF-8")
        }
        return text
    }

    private mutating func readEscapedString(from start: Int, firstEscape: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<firstEscape])
        position = firstEscape
        while position < bytes.count {
            let plain = endOfPlainText(from: position)
            text.append(contentsOf: bytes[position..<plain])
            position = plain
            guard position < bytes.count else { break }
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                if repairsText { return String(decoding: text, as: UTF8.self) }
                guard let decoded = String(validating: text, as: UTF8.self) else {
                    throw error("a string is not valid UTF-8")
                }
                return decoded
            case UInt8(ascii: "\\"): try readEscape(into: &text)
            case 0..<0x20: throw error("a control character stands in a string")
            default: text.append(byte)
            }
        }
        throw error("a string has no end")
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(JSONError) {
        guard position < bytes.count else { throw error("a string has no end") }
        lastEscape = position
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try readUnicodeEscape()).utf8)
        default: throw error("an escape is not known")
        }
    }

    private mutating func readUnicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let first = try readHexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A lone surrogate is legal JSON but no text; the replacement character stands for it, as in Go.
        guard (0xD800..<0xDC00).contains(first), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let afterFirst = position
        position += 2
        let second = try readHexDigits()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else {
            position = afterFirst
            return "\u{FFFD}"
        }
        return scalar
    }

    private mutating func readHexDigits() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw error("four hexadecimal digits are expected") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 + UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 + UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 + UInt32(byte - UInt8(ascii: "A") + 10)
            default: throw error("four hexadecimal digits are expected")
            }
        }
        return value
    }
}

extension UInt8 {
    fileprivate var isPlainText: Bool {
        self >= 0x20 && self < 0x80 && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
    }
}

extension UInt64 {
    /// Whether all of its eight bytes are plain text.
    fileprivate var isPlainText: Bool {
        let high = 0x8080_8080_8080_8080 as UInt64
        let quotes = self ^ 0x2222_2222_2222_2222
        let backslashes = self ^ 0x5C5C_5C5C_5C5C_5C5C
        // The high bit of a byte is set where the byte was 0 (Sean Eron Anderson, "Bit Twiddling Hacks"), or less than a
        // blank; a borrow from the byte below sets others only where that one was found already.
        let found =
            (quotes &- 0x0101_0101_0101_0101) | (backslashes &- 0x0101_0101_0101_0101) | (self &- 0x2020_2020_2020_2020)
        return (found | self) & high == 0
    }
}
