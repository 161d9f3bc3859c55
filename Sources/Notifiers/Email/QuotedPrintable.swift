/// RFC 2045, 6.7: text as ASCII lines of at most 76 octets, in which no octet of the text can be taken for structure.
enum QuotedPrintable {
    private static let lineLimit = 76

    /// - Parameter text: lines ended by LF.
    /// - Returns: lines ended by CR LF.
    static func encode(_ text: String) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count * 5 / 4)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if !encoded.isEmpty || line.startIndex != text.startIndex { encoded += lineEnd }
            append(Array(line.utf8), to: &encoded)
        }
        return encoded
    }

    private static func append(_ line: [UInt8], to encoded: inout [UInt8]) {
        var column = 0
        for (index, byte) in line.enumerated() {
            let isEncoded = needsEncoding(byte, isFirst: column == 0, isLast: index == line.count - 1)
            let width = isEncoded ? 3 : 1
            // The last place of a line is for the `=` of a soft break.
            if column + width > lineLimit - 1 {
                encoded += softBreak
                column = 0
            }
            if isEncoded {
                encoded.append(UInt8(ascii: "="))
                encoded.append(hexadecimal[Int(byte >> 4)])
                encoded.append(hexadecimal[Int(byte & 15)])
            } else {
                encoded.append(byte)
            }
            column += width
        }
    }

    /// A dot at the start is encoded too: servers that forget to unstuff it would show two.
    private static func needsEncoding(_ byte: UInt8, isFirst: Bool, isLast: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "="): true
        case UInt8(ascii: " "), UInt8(ascii: "\t"): isLast
        case UInt8(ascii: "."): isFirst
        case 0x21...0x7E: false
        default: true
        }
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)
    private static let lineEnd = Array("\r\n".utf8)
    private static let softBreak = Array("=\r\n".utf8)
}
