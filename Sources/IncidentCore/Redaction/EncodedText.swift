internal import Patterns

// Texts that are written in another alphabet: URLs within URLs, and in base64 URLs and objects of JSON.
extension EscapedText {
    /// A text that was encoded, and where it stands; of base64 the whole goes, if there is a secret in it.
    struct Encoded {
        let text: EscapedText
        let range: Range<Int>
        let isBase64: Bool
    }

    static func encoded(in text: SearchedText) -> [Encoded] {
        var found: [Encoded] = []
        var position = 0
        while let groups = encodings.firstRanges(in: text.bytes, from: position), let whole = groups[0] {
            let isBase64 = groups[1] == nil
            let belongs = isBase64 ? isOfBase64 : isOfURL
            let start = text.start(
                of: { belongs($0) && $0 != UInt8(ascii: "=") }, before: whole.lowerBound, limit: limit)
            let end = text.end(of: belongs, from: whole.upperBound, limit: limit)
            let range = max(start, position)..<end
            position = end
            let inner = isBase64 ? EscapedText(base64: range, in: text) : EscapedText(percent: range, in: text)
            if let inner { found.append(Encoded(text: inner, range: range, isBase64: isBase64)) }
        }
        return found
    }

    private static let limit = 16 << 10

    /// `://` as percent signs write it, however often; its base64 by where it begins; the base64 of `{"` and `{`, line feed.
    private static let encodings = Pattern.builtIn(
        "(%(?:25)*3[Aa]%(?:25)*2[Ff]%(?:25)*2[Ff])|Oi8v|6Ly[89]|ovL[w-z0-9+/]|eyJ[A-Za-z0-9+/]{16}|ew(?:o|0K)[A-Za-z0-9+/]{16}"
    )

    private static func isOfURL(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !byte.isQuote && !"<>&=?;,()[]{}|\\".utf8.contains(byte)
    }

    private static func isOfBase64(_ byte: UInt8) -> Bool { byte.isAlphanumeric || "+/_-=".utf8.contains(byte) }

    /// `nil` where there is nothing in it that is encoded.
    private init?(percent range: Range<Int>, in text: SearchedText) {
        var (bytes, places): ([UInt8], [Int]) = ([], [])
        var place = range.lowerBound
        while place < range.upperBound {
            places.append(place)
            if text.bytes[place] == UInt8(ascii: "%"), place + 2 < range.upperBound,
                let byte = UInt8(text.string(place + 1..<place + 3), radix: 16)
            {
                bytes.append(byte)
                place += 3
            } else {
                bytes.append(text.bytes[place])
                place += 1
            }
        }
        guard bytes.count < range.count else { return nil }
        self.init(bytes: bytes, places: places + [range.upperBound])
    }

    /// RFC 4648, in both alphabets; `nil` where it stands for no text.
    private init?(base64 range: Range<Int>, in text: SearchedText) {
        guard range.count >= 24 else { return nil }
        var (bytes, places, bits, count): ([UInt8], [Int], UInt32, Int) = ([], [], 0, 0)
        for place in range {
            guard let digit = Self.digit(text.bytes[place]) else { break }
            (bits, count) = (bits << 6 | digit, count + 6)
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            places.append(place)
        }
        guard bytes.allSatisfy({ (0x20..<0x7F).contains($0) || $0.isSpace || $0 >= 0x80 }) else { return nil }
        self.init(bytes: bytes, places: places + [range.upperBound])
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case _ where byte.isUppercase: UInt32(byte - UInt8(ascii: "A"))
        case _ where byte.isLowercase: UInt32(byte - UInt8(ascii: "a")) + 26
        case _ where byte.isDigit: UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
