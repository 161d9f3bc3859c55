/// Output as text that is safe to store and to print.
package enum PrintableText {
    /// UTF-8 with replacement characters for what is none; without terminal escapes and other control characters than tab
    /// and line feed. A carriage return is a line end, as progress displays use it. A NUL between two texts, as in
    /// `/proc/1/environ`, is one too before a variable, and a blank elsewhere: run together, the end of a password would be
    /// the beginning of something else.
    package static func read(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case 0x1B: index = endOfEscape(bytes, from: index)
            case UInt8(ascii: "\r"):
                if index == bytes.count || bytes[index] != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
            case UInt8(ascii: "\n"), UInt8(ascii: "\t"): text.append(byte)
            case 0 where separates(bytes, at: index - 1):
                text.append(beginsVariable(bytes, at: index) ? UInt8(ascii: "\n") : UInt8(ascii: " "))
            case ..<0x20, 0x7F: break
            // U+0080 to U+009F, control characters too, among them an eight-bit escape.
            case 0xC2 where index < bytes.count && (0x80...0x9F).contains(bytes[index]): index += 1
            default: text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether a NUL has text and no blank on both sides; in UTF-16 each second byte is one.
    private static func separates(_ bytes: [UInt8], at place: Int) -> Bool {
        func isText(_ place: Int) -> Bool { bytes.indices.contains(place) && bytes[place] != 0 }
        func isWord(_ place: Int) -> Bool { isText(place) && bytes[place] > 0x20 }
        return isWord(place - 1) && isText(place - 2) && isWord(place + 1) && isText(place + 2)
    }

    private static func beginsVariable(_ bytes: [UInt8], at start: Int) -> Bool {
        let name = bytes[start...].prefix { byte in
            byte == UInt8(ascii: "_") || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
                || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        }
        return !name.isEmpty && name.endIndex < bytes.count && bytes[name.endIndex] == UInt8(ascii: "=")
    }

    /// Where the text goes on after an escape character at `start - 1` (ECMA-48: CSI, the strings, two-byte escapes).
    private static func endOfEscape(_ bytes: [UInt8], from start: Int) -> Int {
        guard start < bytes.count else { return start }
        var index = start + 1
        switch bytes[start] {
        case UInt8(ascii: "["):
            while index < bytes.count, (0x20...0x3F).contains(bytes[index]) { index += 1 }
            return index < bytes.count && (0x40...0x7E).contains(bytes[index]) ? index + 1 : index
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            // Ends with BEL or with ESC \; at a line's end at the latest, so that it cannot hide what follows.
            while index < bytes.count, ![0x07, 0x1B, 0x0A].contains(bytes[index]) { index += 1 }
            guard index < bytes.count, bytes[index] != 0x0A else { return index }
            return min(bytes.count, index + (bytes[index] == 0x1B ? 2 : 1))
        case 0x20...0x2F:
            while index < bytes.count, (0x20...0x2F).contains(bytes[index]) { index += 1 }
            return min(bytes.count, index + 1)
        case 0x30...0x7E: return index
        // Not an escape: what follows is text.
        default: return start
        }
    }
}
