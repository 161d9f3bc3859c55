/// What stands before a quoted value and behind it: a quote, as it is or as the texts around it escape it, any number of
/// times.
struct QuoteMark {
    /// Where it stands, with its backslashes.
    let range: Range<Int>
    private let kind: Kind

    private enum Kind {
        /// A quote behind so many backslashes: JSON in JSON has one, and one in that three.
        case quote(UInt8, backslashes: Int)
        /// Three quotes, between which there may be lines.
        case triple(UInt8)
        /// As HTML, a URL or `\u` write it.
        case encoded(String)
    }

    private static let encoded = [
        "&quot;", "&#34;", "&#39;", "&apos;", "%22", "%27", #"\u0022"#, #"\u0027"#, #"\x22"#, #"\x27"#,
    ]

    /// The mark that begins at a place.
    init?(at place: Int, in text: SearchedText) {
        guard let first = text.byte(at: place) else { return nil }
        if "&%\\".utf8.contains(first), let mark = Self.encoded.first(where: { text.holds($0, at: place) }) {
            range = place..<place + mark.utf8.count
            kind = .encoded(mark)
            return
        }
        if Self.isDoubled(at: place, in: text) {
            range = place..<place + 2
            kind = .encoded("''")
            return
        }
        let quote = text.end(of: { $0 == UInt8(ascii: "\\") }, from: place, limit: 64)
        guard let byte = text.byte(at: quote), byte.isQuote else { return nil }
        let isTriple =
            quote == place && text.byte(at: quote + 1) == byte && text.byte(at: quote + 2) == byte
        range = place..<quote + (isTriple ? 3 : 1)
        kind = isTriple ? .triple(byte) : .quote(byte, backslashes: quote - place)
    }

    /// Quotes within a text that has the same around it, as PostgreSQL writes `primary_conninfo`: two in the place of one.
    private static func isDoubled(at place: Int, in text: SearchedText) -> Bool {
        guard text.holds("''", at: place), text.byte(at: place - 1) == UInt8(ascii: "="),
            let next = text.byte(at: place + 2), !next.isSpace, !"',;)]}".utf8.contains(next)
        else { return false }
        return firstPlace(of: "''", from: place + 2, in: text) != nil
    }

    /// The mark that ends at a place.
    init?(before place: Int, in text: SearchedText) {
        if let mark = Self.encoded.first(where: { text.holds($0, at: place - $0.utf8.count) }) {
            range = place - mark.utf8.count..<place
            kind = .encoded(mark)
            return
        }
        guard let byte = text.byte(at: place - 1), byte.isQuote else { return nil }
        let start = text.start(of: { $0 == UInt8(ascii: "\\") }, before: place - 1, limit: 64)
        range = start..<place
        kind = .quote(byte, backslashes: place - 1 - start)
    }

    /// Where what begins at `start` ends by the same mark; `nil` when the line ends first.
    func end(of start: Int, in text: SearchedText) -> Int? {
        switch kind {
        case .encoded(let mark): return Self.firstPlace(of: mark, from: start, in: text)
        case .triple(let byte):
            var place = start
            while place < text.bytes.count {
                if text.bytes[place] == byte, text.byte(at: place + 1) == byte, text.byte(at: place + 2) == byte {
                    return place
                }
                place += 1
            }
            return nil
        case .quote(let byte, let backslashes): return Self.end(of: start, byte, backslashes, in: text)
        }
    }

    /// The same; where the text was cut before it ended, what there is of it.
    func value(from start: Int, in text: SearchedText) -> (range: Range<Int>, next: Int) {
        if let end = end(of: start, in: text) { return (start..<end, past(end)) }
        var end = text.lineEnd(from: start)
        if case .triple = kind { end = text.bytes.count }
        let range = text.trimmed(start..<end)
        return (range, end)
    }

    /// Where the text goes on behind the mark that ends at `end`.
    func past(_ end: Int) -> Int { end + range.count }

    private static func end(of start: Int, _ quote: UInt8, _ backslashes: Int, in text: SearchedText) -> Int? {
        var (place, run) = (start, 0)
        while place < text.bytes.count, text.bytes[place] != UInt8(ascii: "\n") {
            let byte = text.bytes[place]
            if byte == quote {
                // A quote within the value is escaped once more than those around it.
                if run % (2 * (backslashes + 1)) == backslashes {
                    let isDoubled =
                        backslashes == 0 && byte == UInt8(ascii: "'") && text.byte(at: place + 1) == byte
                        && place > start
                    guard isDoubled else { return place - backslashes }
                    place += 1
                }
                run = 0
            } else {
                run = byte == UInt8(ascii: "\\") ? run + 1 : 0
            }
            place += 1
        }
        return nil
    }

    private static func firstPlace(of mark: String, from start: Int, in text: SearchedText) -> Int? {
        guard let first = mark.utf8.first else { return nil }
        var place = start
        while place < text.bytes.count, text.bytes[place] != UInt8(ascii: "\n") {
            if text.bytes[place] == first, text.holds(mark, at: place) { return place }
            place += 1
        }
        return nil
    }
}
