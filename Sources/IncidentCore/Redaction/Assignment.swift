/// What stands between a name and its value.
struct Assignment {
    let sign: Sign
    /// The value's first byte, behind the mark that opens it.
    let value: Int
    /// The mark that opens it.
    let opening: QuoteMark?
    /// Whether there are blanks before the sign, and behind it.
    let isSpaced: (before: Bool, after: Bool)
    /// Of the value, in bytes, where it is said before it.
    var length: Int?

    enum Sign {
        /// `=`, `:=`, `==`, `?=`, `=>`.
        case equals
        case colon
        /// Of a column, as psql writes it.
        case bar
        /// In a URL that stands in another.
        case percent
    }

    private static let signs: [(text: String, sign: Sign)] = [
        ("=>", .equals), ("==", .equals), ("=", .equals), (":=", .equals), ("?=", .equals), ("+=", .equals),
        ("::", .colon), (":", .colon), ("|", .bar), ("%3D", .percent), ("%3d", .percent), ("%3A", .percent),
        ("%3a", .percent), ("%253D", .percent), ("%253d", .percent), ("%253A", .percent), ("%253a", .percent),
        ("&#61;", .equals), (#"\u003d"#, .equals), (#"\u003D"#, .equals), ("->", .equals),
        (#"\="#, .equals),
    ]

    /// - Parameter name: the end of the name.
    init?(after name: Int, in text: SearchedText) {
        var place = name
        if let mark = QuoteMark(at: place, in: text) { place = mark.range.upperBound }
        if text.byte(at: place) == UInt8(ascii: "]") {
            place += 1
            if let mark = QuoteMark(at: place, in: text) { place = mark.range.upperBound }
        }
        if place > name, let value = Self.serialized(at: place, in: text) {
            (sign, isSpaced, length) = (.colon, (before: false, after: true), value.length)
            opening = QuoteMark(at: value.start, in: text)
            self.value = opening?.range.upperBound ?? value.start
            return
        }
        let afterBlanks = text.pastBlanks(place)
        guard let found = Self.signs.first(where: { text.holds($0.text, at: afterBlanks) }) else { return nil }
        var value = afterBlanks + found.text.utf8.count
        let behind = text.pastBlanks(value)
        isSpaced = (afterBlanks > place, behind > value)
        // `Token::parse` is a name, and `2001:db8::1` an address.
        if found.text == "::" && !isSpaced.after { return nil }
        let standsApart = isSpaced.before && isSpaced.after
        if !standsApart, found.sign == .bar || found.text == "->" { return nil }
        sign = found.sign
        value = behind
        // Python's `b"…"`, C#'s `@"…"`, SQL's `N'…'` and `E'…'`.
        if let byte = text.byte(at: value), "brfu@NE".utf8.contains(byte),
            text.byte(at: value + 1).map(\.isQuote) ?? false
        {
            value += 1
        }
        opening = QuoteMark(at: value, in: text)
        self.value = opening?.range.upperBound ?? value
    }

    /// PHP's `s:8:"password";s:12:"…"`.
    private static func serialized(at place: Int, in text: SearchedText) -> (start: Int, length: Int?)? {
        if text.holds(";i:", at: place) { return (place + 3, nil) }
        let digits = place + 3
        let end = text.end(of: \.isDigit, from: digits, limit: 7)
        guard text.holds(";s:", at: place), end > digits, text.byte(at: end) == UInt8(ascii: ":") else { return nil }
        return (end + 1, Int(text.string(digits..<end)))
    }

    /// A value of YAML's that stands behind a tag or an anchor.
    init(colonBefore place: Int, in text: SearchedText) {
        (sign, isSpaced) = (.colon, (before: false, after: true))
        opening = QuoteMark(at: place, in: text)
        value = opening?.range.upperBound ?? place
    }
}
