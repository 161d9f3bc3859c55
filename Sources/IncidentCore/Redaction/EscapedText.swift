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
                // What needs two of these tells no secret.
                let digits = text.string(place..<min(place + 4, content.upperBound))
                let code = digits.utf8.count == 4 ? UInt16(digits, radix: 16).flatMap(Unicode.Scalar.init) : nil
                if code != nil { place += 4 }
                let letters = Array(String(Character(code ?? "?")).utf8)
                bytes += letters
                places += letters.dropFirst().map { _ in start }
            default: bytes.append(letter)
            }
            places.append(start)
        }
        places.append(content.upperBound)
        (self.bytes, self.places) = (bytes, places)
    }

    init(bytes: [UInt8], places: [Int]) { (self.bytes, self.places) = (bytes, places) }

    /// A text as if it were written in ASCII and in English: without what is not seen, with blanks and signs for their
    /// look-alikes, and with `password` for the words of other languages; `nil` where that changes nothing.
    static func plain(_ text: SearchedText) -> EscapedText? {
        var (bytes, places): ([UInt8], [Int]) = ([], [])
        var end = 0
        while let groups = foreign.firstRanges(in: text.bytes, from: end), let whole = groups[0] {
            bytes += text.bytes[end..<whole.lowerBound]
            places += end..<whole.lowerBound
            let group = groups.dropFirst().firstIndex { $0 != nil }
            let replacement = Array(replacements[(group ?? 1) - 1].utf8)
            bytes += replacement
            places += replacement.map { _ in whole.lowerBound }
            end = whole.upperBound
        }
        guard end > 0 else { return nil }
        bytes += text.bytes[end...]
        places += end...text.bytes.count
        return EscapedText(bytes: bytes, places: places)
    }

    /// What the groups of `foreign` stand for.
    private static let replacements = ["", " ", "=", ":", "password"]
    /// What is not seen, and what a terminal takes for colours and titles (ECMA-48).
    static let unseen =
        #"[\x{AD}\x{61C}\x{180E}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{206F}\x{FE00}-\x{FE0F}\x{FEFF}\x{FFFD}\x01-\x08\x0E-\x1A\x7F]"#
        + #"|\x1b(?:\[[0-?]*[@-~]?|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[ -/]*[0-Z\\^-~]?)"#
    private static let foreign = Pattern.builtIn(
        "(" + unseen + #")|([\x{A0}\x{2000}-\x{200A}\x{202F}\x{3000}])|(＝)|(：)|((?i:"#
            + words + "))")

    /// Spanish, French, Swedish, Polish, Hungarian, Turkish, Russian, Greek, Japanese, Chinese, Korean; as they are, and as JSON
    /// may write them.
    static let words = [
        "contraseña", "mot de passe", "mots de passe", "lösenord", "hasło", "jelszó", "şifre", "пароль", "пароля",
        "κωδικός", "パスワード", "密码", "密碼", "口令", "비밀번호",
    ].flatMap { [$0, Pattern.escaped($0.asciiInJSON)] }.joined(separator: "|")
}
