internal import Patterns

/// Finds the value that belongs to a name, in whatever notation the two stand.
struct ValueReader {
    let text: SearchedText
    let name: Name
    let kind: SecretName
    let line: Range<Int>
    /// What is to be hidden.
    var found: [Range<Int>] = []

    init(text: SearchedText, name: Name, kind: SecretName, line: Range<Int>) {
        (self.text, self.name, self.kind, self.line) = (text, name, kind, line)
    }

    /// - Returns: where the text goes on behind the value; `nil` where there is none, or it may be shown.
    mutating func read() -> Int? {
        if isValueOfPair, let end = readPair() { return end }
        if let end = readElement() { return end }
        if let assignment = Assignment(after: name.range.upperBound, in: text) { return read(assignment) }
        if let end = readArgument() { return end }
        return readBehindBlanks()
    }

    /// Keeps what is no harmless value.
    mutating func keep(_ range: Range<Int>, next: Int, isPlain: Bool = false) -> Int? {
        // What an option says is a token is no queue's name: `--token=abc.def.ghi`.
        let isToken = name.isOption && kind == .key && text.string(name.range).lowercased().hasSuffix("token")
        let kind = isToken ? .password : kind
        guard !range.isEmpty, !SecretValue.isHarmless(text.bytes[range], named: kind, isPlain: isPlain), !isCount(range)
        else { return nil }
        found.append(range)
        return next
    }

    /// `must pass: make lint`, `PASS: TestDelivery`.
    private func isVerb(before assignment: Assignment) -> Bool {
        guard text.string(name.range).lowercased() == "pass", QuoteMark(at: name.range.upperBound, in: text) == nil
        else {
            return false
        }
        return !isFirst || text.bytes[name.range.lowerBound].isUppercase && assignment.opening == nil
    }

    /// An empty cell, or a number of what has the name.
    private func isCount(at cell: Int) -> Bool {
        let end = text.end(of: \.isDigit, from: cell, limit: 5)
        return text.pastBlanks(end) == line.upperBound || text.byte(at: text.pastBlanks(end)) == UInt8(ascii: "|")
    }

    /// `session:token:abc`, as Redis' keys are made up; not if its last part looks drawn.
    private func isKeyOfCache(_ assignment: Assignment) -> Bool {
        guard assignment.sign == .colon, assignment.opening == nil, !assignment.isSpaced.before,
            !assignment.isSpaced.after, text.byte(at: name.range.lowerBound - 1) == UInt8(ascii: ":"),
            text.byte(at: name.range.lowerBound - 2)?.isAlphanumeric ?? false
        else { return false }
        let end = text.end(
            of: { !$0.isSpace && !$0.isQuote && !",;".utf8.contains($0) }, from: assignment.value, limit: 64)
        let word = assignment.value..<end
        return !SecretValue.isDrawnWord(text.bytes[word])
    }

    /// How many tests have passed, not a password; and where a shell is.
    private func isCount(_ range: Range<Int>) -> Bool {
        switch text.string(name.range) {
        case "pass", "PASS", "Pass": text.bytes[range].allSatisfy(\.isDigit)
        case "PWD", "OLDPWD": text.bytes[range.lowerBound] == UInt8(ascii: "/")
        default: false
        }
    }

    /// Whether nothing stands before the name in its line but what belongs to a list, a comment or a shell.
    var isFirst: Bool {
        var start = line.lowerBound
        for word in ["export ", "set ", "enable ", "ENV ", "ARG "] {
            let place = text.pastBlanks(start)
            if text.holds(word, at: place) { start = place + word.utf8.count }
        }
        return start <= name.range.lowerBound
            && text.bytes[start..<name.range.lowerBound].allSatisfy({
                $0.isBlank || $0.isQuote || "-+#;>$*".utf8.contains($0)
            })
    }

    // MARK: name=value, name: value

    mutating func read(_ assignment: Assignment) -> Int? {
        let start = assignment.value
        if assignment.sign == .bar, !isFirst || isHead || isCount(at: start) { return nil }
        if isKeyOfCache(assignment) { return nil }
        if assignment.sign == .colon, assignment.isSpaced.after, isVerb(before: assignment) { return nil }
        if let mark = assignment.opening {
            // It may end a text that goes no further: `{"log": "Enter password:"}`.
            if QuoteMark(at: name.range.upperBound, in: text) == nil, isBehindQuote,
                text.byte(at: start).map({ ",}] \n\r".utf8.contains($0) }) ?? true
            {
                return nil
            }
            // What is counted may hold quotes.
            if let length = assignment.length, text.holds(text.string(mark.range), at: start + length) {
                return keep(start..<start + length, next: mark.past(start + length))
            }
            let value = mark.value(from: start, in: text)
            return keep(value.range, next: value.next)
        }
        switch text.byte(at: start) {
        case nil: return nil
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return readNextLine(from: start)
        case UInt8(ascii: "\\") where text.pastContinuations(start) > start + 1:
            let value = text.pastContinuations(start)
            let end = text.wordEnd(from: value, stops: "")
            return keep(value..<end, next: end)
        case UInt8(ascii: "{"): return readObject(from: start)
        case UInt8(ascii: "["): return readList(from: start)
        case UInt8(ascii: "!"), UInt8(ascii: "&"):
            // YAML's tags and anchors.
            let end = text.end(of: { !$0.isSpace }, from: start)
            let value = text.pastBlanks(end)
            guard value > end, assignment.sign == .colon else { break }
            return read(Assignment(colonBefore: value, in: text))
        default: break
        }
        if let end = readBlock(from: start) { return end }
        if text.holds("<<", at: start) { return readHereDocument(from: start) }
        return readPlain(assignment)
    }

    /// Whether a word is followed by more of a sentence: `validating token: token is expired`, `set a token: everybody who`.
    private func isSentence(_ word: Range<Int>, after sign: Assignment.Sign, isFirst: Bool) -> Bool {
        guard text.byte(at: word.upperBound)?.isBlank ?? false else { return false }
        if SecretValue.isProse(text.bytes[word]) { return true }
        let next = text.byte(at: text.pastBlanks(word.upperBound)) ?? 0
        return sign == .colon && !isFirst && word.count <= 16 && next.isLowercase
            && text.bytes[word].dropFirst().allSatisfy { $0.isLowercase || $0 == UInt8(ascii: "'") }
    }

    /// Whether the line is the head of a table, below which a rule is drawn.
    private var isHead: Bool {
        let below = line.upperBound + 1..<max(line.upperBound + 1, text.lineEnd(from: line.upperBound + 1))
        return !below.isEmpty && below.upperBound <= text.bytes.count
            && text.bytes[below].allSatisfy { "-+| =\r".utf8.contains($0) }
    }

    /// A value without quotes.
    private mutating func readPlain(_ assignment: Assignment) -> Int? {
        let start = assignment.value
        if kind != .password, isSecret(at: start) { return nil }
        let isFirst = isFirst
        let isSpaced = assignment.isSpaced
        var ending = PlainEnding(sign: assignment.sign)
        switch assignment.sign {
        case .colon where isSpaced.after: ending.holdsBlanks = isFirst || kind == .password
        case .equals where isSpaced.before && isSpaced.after: ending.holdsBlanks = isFirst || kind == .password
        case .bar: ending.holdsBlanks = isFirst
        case .equals: ending.holdsBlanks = isFirst && isInEnvironment
        default: break
        }
        ending.holdsMarks = isFirst && ending.holdsBlanks
        ending.holdsEscapes = isFirst || !isBehindQuote
        var end = ending.end(from: start, in: text)
        // What a container is told in a text of its own: `"DB_PASSWORD=…"`.
        if let outer = QuoteMark(before: name.range.lowerBound, in: text),
            QuoteMark(at: name.range.upperBound, in: text) == nil, let last = outer.end(of: start, in: text)
        {
            ending.holdsBlanks = true
            end = min(last, ending.end(from: start, in: text))
        }
        // Rust's `Some("…")`, Swift's `Optional("…")`.
        if end > start, text.bytes[end - 1] == UInt8(ascii: "("), let mark = QuoteMark(at: end, in: text) {
            let value = mark.value(from: mark.range.upperBound, in: text)
            return keep(value.range, next: value.next)
        }
        if !ending.holdsBlanks, isSentence(start..<end, after: assignment.sign, isFirst: isFirst) { return nil }
        return keep(text.trimmed(start..<end), next: end, isPlain: true)
    }

    /// Whether a secret's name with its value stands at a place: `tokens: totp_seed: …`.
    private func isSecret(at start: Int) -> Bool {
        let end = text.end(of: \.isNamePart, from: start, limit: 128)
        switch SecretName(text.bytes[start..<end]) {
        case .password, .key: return Assignment(after: end, in: text) != nil
        case .reference, .hint, nil: return false
        }
    }

    /// Whether the name may stand in a quoted text: what is escaped there is that text's.
    private var isBehindQuote: Bool {
        let start = max(line.lowerBound, name.range.lowerBound - 512)
        return text.bytes[start..<name.range.lowerBound].contains(UInt8(ascii: "\""))
    }

    /// Whether the lines around are variables, as `env` prints them.
    private var isInEnvironment: Bool {
        func isVariable(at start: Int) -> Bool {
            let start = text.holds("export ", at: start) ? start + 7 : start
            let end = text.end(of: { $0.isAlphanumeric || $0 == UInt8(ascii: "_") }, from: start, limit: 128)
            return end > start && text.byte(at: end) == UInt8(ascii: "=")
        }
        if isVariable(at: line.upperBound + 1) { return true }
        guard line.lowerBound > 1 else { return false }
        let before = text.start(of: { $0 != UInt8(ascii: "\n") }, before: line.lowerBound - 1, limit: 4096)
        return isVariable(at: before)
    }

    // MARK: values of more than one line

    private mutating func readNextLine(from start: Int) -> Int? {
        let next = text.end(of: \.isSpace, from: start, limit: 200)
        guard let byte = text.byte(at: next) else { return nil }
        let isClosed = QuoteMark(at: name.range.upperBound, in: text) != nil
        let lineStart = text.start(of: \.isBlank, before: next, limit: 200)
        let column = name.range.lowerBound - line.lowerBound
        let isDeeper = next - lineStart > text.pastBlanks(line.lowerBound) - line.lowerBound
        if byte == UInt8(ascii: "-"), text.holds("- ", at: next) { return readItems(from: next, column: column) }
        guard isClosed || isDeeper else { return nil }
        if let mark = QuoteMark(at: next, in: text) {
            let value = mark.value(from: mark.range.upperBound, in: text)
            // A member with a value of its own.
            if Assignment(after: value.range.upperBound, in: text) != nil { return nil }
            return keep(value.range, next: value.next)
        }
        let end = text.lineEnd(from: next)
        guard !isClosed, !isMember(next..<end) else { return nil }
        return keep(text.trimmed(next..<end), next: end)
    }

    /// Whether a line has a name and a value of its own.
    private func isMember(_ line: Range<Int>) -> Bool {
        let end = text.end(of: { $0.isNamePart || $0 == UInt8(ascii: "/") }, from: line.lowerBound)
        guard let byte = text.byte(at: end), end < line.upperBound else { return false }
        return "[{}]<".utf8.contains(text.bytes[line.lowerBound]) || byte == UInt8(ascii: "=") && end > line.lowerBound
            || byte == UInt8(ascii: ":") && (end + 1 >= line.upperBound || text.bytes[end + 1].isSpace)
    }

    /// The items of a list.
    private mutating func readItems(from start: Int, column: Int) -> Int? {
        var (place, end): (Int, Int?) = (start, nil)
        while text.holds("- ", at: place) {
            let item = text.pastBlanks(place + 2)
            let lineEnd = text.lineEnd(from: item)
            let (from, to) =
                QuoteMark(at: item, in: text).map { mark in
                    let value = mark.value(from: mark.range.upperBound, in: text).range
                    return (value.lowerBound, value.upperBound)
                } ?? (item, text.trimmed(item..<lineEnd).upperBound)
            if isMember(item..<lineEnd) { break }
            if let next = keep(from..<max(from, to), next: lineEnd) { end = next }
            place = text.end(of: \.isSpace, from: lineEnd, limit: 200)
        }
        return end
    }

    /// YAML's block scalars, also where its line feeds are escaped in another text.
    private mutating func readBlock(from start: Int) -> Int? {
        guard let byte = text.byte(at: start), byte == UInt8(ascii: "|") || byte == UInt8(ascii: ">") else {
            return nil
        }
        var place = text.end(of: { $0.isDigit || "+-".utf8.contains($0) }, from: start + 1)
        place = text.pastBlanks(place)
        if text.byte(at: place) == UInt8(ascii: "#") { place = text.lineEnd(from: place) }
        if text.byte(at: place) == UInt8(ascii: "\r") { place += 1 }
        if text.byte(at: place) == UInt8(ascii: "\n") {
            let block = text.block(after: place, column: name.range.lowerBound - line.lowerBound)
            return keep(block, next: block.upperBound) ?? block.upperBound
        }
        var end = place
        while text.holds(#"\n "#, at: end) {
            end = text.end(of: { $0 != UInt8(ascii: "\\") && !$0.isQuote && $0 != UInt8(ascii: "\n") }, from: end + 2)
        }
        let from = text.pastBlanks(place + 2)
        return end > from ? keep(from..<end, next: end) ?? end : nil
    }

    private mutating func readHereDocument(from start: Int) -> Int? {
        let word = text.end(of: { "<-~'\"".utf8.contains($0) }, from: start)
        let end = text.end(of: { $0.isAlphanumeric || $0 == UInt8(ascii: "_") }, from: word)
        let mark = text.string(word..<end)
        let first = text.lineEnd(from: end) + 1
        guard !mark.isEmpty else { return nil }
        var place = first
        while place < text.bytes.count {
            let line = place..<text.lineEnd(from: place)
            if text.string(text.pastBlanks(place)..<max(text.pastBlanks(place), line.upperBound)) == mark {
                return keep(text.trimmed(first..<max(first, place - 1)), next: place)
            }
            place = line.upperBound + 1
        }
        return first < text.bytes.count ? keep(first..<text.bytes.count, next: text.bytes.count) : nil
    }

    // MARK: objects and lists

    /// The member `value` of an object that has the secret's name.
    private mutating func readObject(from start: Int) -> Int? {
        let end = text.end(of: { $0 != UInt8(ascii: "}") }, from: start, limit: 400)
        guard let member = Self.valueMember.firstRanges(in: Array(text.bytes[start..<end]))?[1],
            let assignment = Assignment(after: start + member.upperBound, in: text)
        else { return nil }
        return read(assignment)
    }

    private static let valueMember = Pattern.builtIn(#"[{,\s"'](value)\\*["']?\s*[:=]"#)

    private mutating func readList(from start: Int) -> Int? {
        let end = text.end(of: { !"]{\n".utf8.contains($0) }, from: start, limit: 512)
        guard text.byte(at: end) == UInt8(ascii: "]") else { return nil }
        return keep(start + 1..<end, next: end + 1)
    }
}
