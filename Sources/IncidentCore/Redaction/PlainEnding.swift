/// Where a value ends that stands without quotes: notations differ in what it may hold, and a secret may hold anything.
struct PlainEnding {
    let sign: Assignment.Sign
    /// Whether it goes on behind a blank, unless another name with its value follows.
    var holdsBlanks = false
    /// Whether quotes and brackets are its own: where nothing stands before the name, nothing can be open.
    var holdsMarks = false
    /// Whether backslashes are its own too.
    var holdsEscapes = false

    init(sign: Assignment.Sign) { self.sign = sign }

    func end(from start: Int, in text: SearchedText) -> Int {
        var place = start
        var open = 0
        while let byte = text.byte(at: place), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                guard holdsBlanks else { return place }
                let next = text.pastBlanks(place)
                if isMember(at: next, in: text) || text.holds("| ", at: next) { return place }
                place = next
                continue
            case UInt8(ascii: ","), UInt8(ascii: ";"):
                if endsMember(at: place + 1, in: text) { return place }
            case UInt8(ascii: "&"):
                if text.holds("&amp;", at: place) || text.holds("&quot;", at: place)
                    || isMember(at: place + 1, in: text)
                {
                    return place
                }
            case UInt8(ascii: "%"):
                if sign == .percent,
                    ["%26", "%20", "%22", "%2526", "%2520", "%2522"].contains(where: { text.holds($0, at: place) })
                {
                    return place
                }
            case UInt8(ascii: "\\"):
                // A line end or a quote of a text around this one.
                if let next = text.byte(at: place + 1), place > start,
                    "\"'".utf8.contains(next) && !holdsMarks || "nrt".utf8.contains(next) && !holdsEscapes
                {
                    return place
                }
                if text.holds(#"\u0026"#, at: place) || text.holds(#"\u003c"#, at: place) { return place }
            case UInt8(ascii: "<"):
                if let next = text.byte(at: place + 1), next == UInt8(ascii: "/") || next.isLetter, place > start {
                    return place
                }
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
                if !holdsMarks { return place }
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): open += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                open -= 1
                if open < 0, !holdsMarks { return place }
            default: break
            }
            place += 1
        }
        return place
    }

    /// Whether a comma or semicolon before a place ends the value.
    private func endsMember(at place: Int, in text: SearchedText) -> Bool {
        guard let byte = text.byte(at: place) else { return true }
        if byte.isSpace {
            return !holdsBlanks || !holdsMarks || isMember(at: text.pastBlanks(place), in: text)
                || text.pastBlanks(place) == text.lineEnd(from: place)
        }
        return byte.isQuote || byte == UInt8(ascii: "\\") || isMember(at: place, in: text)
    }

    /// Whether a name with its value begins at a place.
    private func isMember(at place: Int, in text: SearchedText) -> Bool {
        var start = place
        if let mark = QuoteMark(at: place, in: text) { start = mark.range.upperBound }
        let end = text.end(of: \.isNamePart, from: start, limit: 64)
        guard end > start, text.bytes[start].isLetter || text.bytes[start] == UInt8(ascii: "_") else { return false }
        let behind = QuoteMark(at: end, in: text)?.range.upperBound ?? end
        guard let byte = text.byte(at: behind) else { return false }
        if byte == UInt8(ascii: "=") { return true }
        return byte == UInt8(ascii: ":") && (text.byte(at: behind + 1).map { $0.isSpace || $0.isQuote } ?? true)
    }
}

extension SearchedText {
    /// The lines below `lineEnd` that stand deeper than `column`, from the first character to the last: a block scalar of
    /// YAML.
    func block(after lineEnd: Int, column: Int) -> Range<Int> {
        var (start, end): (Int?, Int) = (nil, lineEnd)
        var place = lineEnd + 1
        while place < bytes.count {
            let first = pastBlanks(place)
            let last = self.lineEnd(from: first)
            let content = trimmed(first..<last)
            if !content.isEmpty {
                guard first - place > column else { break }
                if start == nil { start = first }
                end = content.upperBound
            }
            place = last + 1
        }
        return (start ?? end)..<end
    }
}
