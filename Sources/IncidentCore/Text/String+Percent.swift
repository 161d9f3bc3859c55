extension String {
    /// Everything but letters, digits, `-`, `.`, `_` and `~` as `%XX` (RFC 3986, 2.3).
    package var percentEncoded: String {
        utf8.reduce(into: "") { text, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
    }

    /// Whatever else stands there stays as it is; `nil` when nothing in it is encoded, or it is no text then.
    package var percentDecoded: String? {
        utf8.contains(UInt8(ascii: "%")) ? String(validating: percentBytes, as: UTF8.self) : nil
    }

    /// The same of whatever it is, with replacement characters for what is no UTF-8.
    package var percentRepaired: String { String(decoding: percentBytes, as: UTF8.self) }

    private var percentBytes: [UInt8] {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            let digits = String(rest.prefix(2)) ?? ""
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let decoded = UInt8(digits, radix: 16) {
                bytes.append(decoded)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}
