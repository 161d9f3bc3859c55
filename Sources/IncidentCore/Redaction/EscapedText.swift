internal import Patterns

/// Texts within texts: a line of JSON holds in quotes what somebody logged, with its line feeds and quotes escaped. Each is
/// read as what it stands for and searched like any other.
struct EscapedText {
    let bytes: [UInt8]
    /// Of each byte, and of the end, where in the text around it what it was written as begins.
    private let places: [Int]

    /// Where what stands at a range here stands in the text around.
    func outer(_ range: Range<Int>) -> Range<Int> { places[range.lowerBound]..<places[range.upperBound] }

    /// What there is in a text, in order.
    static func all(in text: SearchedText) -> [EscapedText] {
        var found: [EscapedText] = []
        var position = 0
        while let groups = strings.firstRanges(in: text.bytes, from: position), let whole = groups[0],
            let content = groups[1]
        {
            position = whole.upperBound
            found.append(EscapedText(content, in: text))
        }
        return found
    }

    /// A string with escapes; quotes that belong to nothing disturb those of their own line only.
    private static let strings = Pattern.builtIn(#""((?:[^"\\\n]|\\.)*\\[nrtu"/\\](?:[^"\\\n]|\\.)*)(?:"|$)"#)

    private init(_ content: Range<Int>, in text: SearchedText) {
        var (bytes, places): ([UInt8], [Int]) = ([], [])
        bytes.reserveCapacity(content.count)
        places.reserveCapacity(content.count + 1)
        var place = content.lowerBound
        while place < content.upperBound {
            let start = place
            let byte = text.bytes[place]
            place += 1
            guard byte == UInt8(ascii: "\\"), place < content.upperBound else {
                bytes.append(byte)
                places.append(start)
                continue
            }
            let letter = text.bytes[place]
            place += 1
            switch letter {
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "u"):
                // Of ASCII; what else there is tells no secret.
                let digits = text.string(place..<min(place + 4, content.upperBound))
                let code = digits.utf8.count == 4 ? UInt8(digits, radix: 16) : nil
                bytes.append(code ?? UInt8(ascii: "?"))
                if code != nil { place += 4 }
            default: bytes.append(letter)
            }
            places.append(start)
        }
        places.append(content.upperBound)
        (self.bytes, self.places) = (bytes, places)
    }
}
