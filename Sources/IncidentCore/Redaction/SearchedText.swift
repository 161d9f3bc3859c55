/// A text as its bytes; places are those of bytes, and past the end nothing stands.
struct SearchedText {
    let bytes: [UInt8]

    func byte(at place: Int) -> UInt8? { bytes.indices.contains(place) ? bytes[place] : nil }

    func holds(_ text: String, at place: Int) -> Bool {
        let utf8 = text.utf8
        return place >= 0 && place + utf8.count <= bytes.count && bytes[place...].starts(with: utf8)
    }

    /// Without regard to the case of ASCII letters; `text` is in lower case.
    func holdsWord(_ text: String, at place: Int) -> Bool {
        let utf8 = text.utf8
        guard place >= 0, place + utf8.count <= bytes.count else { return false }
        return bytes[place..<place + utf8.count].elementsEqual(utf8) { $0.lowercased == $1 }
    }

    /// The place behind bytes of a kind.
    func end(of kind: (UInt8) -> Bool, from place: Int, limit: Int = .max) -> Int {
        var end = place
        let stop = limit == .max ? bytes.count : min(bytes.count, place + limit)
        while end < stop, kind(bytes[end]) { end += 1 }
        return end
    }

    /// The place of the first of the bytes of a kind that end at `place`.
    func start(of kind: (UInt8) -> Bool, before place: Int, limit: Int) -> Int {
        var start = place
        let stop = max(0, place - limit)
        while start > stop, kind(bytes[start - 1]) { start -= 1 }
        return start
    }

    /// Behind blanks and tabs.
    func pastBlanks(_ place: Int) -> Int { end(of: \.isBlank, from: place) }

    /// Behind blanks, and line ends that a shell does not see: `\`, also as JSON writes them, and the marks of Windows' shells.
    func pastContinuations(_ start: Int) -> Int {
        var (place, continues) = (pastBlanks(start), false)
        while let mark = byte(at: place), "\\`^".utf8.contains(mark) {
            let end = self.end(of: { $0 == mark }, from: place, limit: 64)
            guard let byte = byte(at: end) else { break }
            let isEscaped = mark == UInt8(ascii: "\\") && (continues || end - place > 2)
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                place = pastBlanks(self.end(of: \.isSpace, from: end, limit: 200))
            } else if isEscaped, "nr".utf8.contains(byte) {
                place = pastBlanks(end + 1)
            } else {
                break
            }
            continues = true
        }
        return place
    }

    /// Where a word ends: at a blank, at a quote, also where that is escaped, or at one of `stops`.
    func wordEnd(from place: Int, stops: String) -> Int {
        var end = place
        while end < bytes.count, !bytes[end].isSpace, !bytes[end].isQuote, !stops.utf8.contains(bytes[end]) {
            if bytes[end] == UInt8(ascii: "\\"), QuoteMark(at: end, in: self) != nil { break }
            end += 1
        }
        return end
    }

    /// `range` without blanks, tabs and carriage returns at its end.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        while end > range.lowerBound, bytes[end - 1].isBlank || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return range.lowerBound..<end
    }

    /// The place of the line feed that ends the line, or the end of all.
    func lineEnd(from place: Int) -> Int { end(of: { $0 != UInt8(ascii: "\n") }, from: place) }

    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

/// The lines of a text, gone through once: to look for the end of a long line at each name in it would take its square.
struct Lines {
    private var current = 0..<0
    private var isAtStart = true

    mutating func line(of place: Int, in text: SearchedText) -> Range<Int> {
        if isAtStart {
            current = 0..<text.lineEnd(from: 0)
            isAtStart = false
        }
        while place > current.upperBound {
            let start = current.upperBound + 1
            current = start..<text.lineEnd(from: start)
        }
        return current
    }
}

extension Set<String> {
    /// Words with blanks or line ends between them.
    init(words text: String) { self.init(text.split(whereSeparator: \.isWhitespace).map(String.init)) }
}

extension UInt8 {
    var lowercased: UInt8 { isUppercase ? self | 0x20 : self }
    var isUppercase: Bool { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") }
    var isLowercase: Bool { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") }
    var isLetter: Bool { lowercased.isLowercase }
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
    var isAlphanumeric: Bool { isLetter || isDigit }
    var isHexDigit: Bool { isDigit || (lowercased >= UInt8(ascii: "a") && lowercased <= UInt8(ascii: "f")) }
    var isBlank: Bool { self == 0x20 || self == 0x09 }
    var isSpace: Bool { isBlank || self == 0x0A || self == 0x0D }
    var isQuote: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") || self == UInt8(ascii: "`") }
    /// Of names as programs have them, with dots and dashes.
    var isNamePart: Bool {
        isAlphanumeric || self == UInt8(ascii: "_") || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
    }
}
