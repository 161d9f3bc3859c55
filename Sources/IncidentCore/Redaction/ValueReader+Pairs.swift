internal import Patterns

// Names that are values themselves: of pairs, of elements.
extension ValueReader {
    /// Whether the name stands as a value itself: `name: DB_PASSWORD`.
    var isValueOfPair: Bool {
        var place = name.range.lowerBound
        // As key-value stores name it: `/prod/db/password`.
        if text.byte(at: place - 1) == UInt8(ascii: "/") {
            place = text.start(of: { $0.isNamePart || $0 == UInt8(ascii: "/") }, before: place, limit: 256)
        }
        if let mark = QuoteMark(before: place, in: text) { place = mark.range.lowerBound }
        place = text.start(of: \.isBlank, before: place, limit: 40)
        guard let sign = text.byte(at: place - 1), ":=>|".utf8.contains(sign) else { return false }
        place = text.start(of: { $0.isBlank || ":=>|".utf8.contains($0) }, before: place, limit: 40)
        if let mark = QuoteMark(before: place, in: text) { place = mark.range.lowerBound }
        let start = text.start(of: \.isNamePart, before: place, limit: 40)
        let key = text.string(start..<place).lowercased()
        return Name.keys.contains(key) || key.hasSuffix("_name") || key.hasSuffix("_key")
    }

    /// `name: DB_PASSWORD, value: …`, in an object, in lines or in an element's attributes.
    mutating func readPair() -> Int? {
        var place = name.range.upperBound
        if let mark = QuoteMark(at: place, in: text) { place = mark.range.upperBound }
        if text.byte(at: place) == UInt8(ascii: ">") { return readContent(from: place + 1) }
        if text.holds("</", at: place) { return readNextElement(from: place + 2) }
        place = text.end(of: { $0.isSpace || $0 == UInt8(ascii: ",") }, from: place, limit: 200)
        // Another member may stand between the two.
        for _ in 0..<3 {
            if let mark = QuoteMark(at: place, in: text) { place = mark.range.upperBound }
            let end = text.end(of: \.isNamePart, from: place, limit: 40)
            guard let member = Assignment(after: end, in: text) else { return nil }
            let key = text.string(place..<end).lowercased()
            if ["value", "val", "content", "parametervalue", "setting"].contains(key) || key.hasSuffix("_value") {
                let reader = ValueReader(
                    text: text, name: Name(around: place..<end, in: text), kind: kind,
                    line: text.start(
                        of: { $0 != UInt8(ascii: "\n") }, before: place, limit: 4096)..<text.lineEnd(from: place))
                return take(reader, member)
            }
            if let mark = member.opening, let last = mark.end(of: member.value, in: text) {
                place = mark.past(last)
            } else if member.sign == .bar {
                place = text.lineEnd(from: member.value)
            } else {
                place = text.end(of: { !",}\n ".utf8.contains($0) }, from: member.value, limit: 100)
                guard text.byte(at: place) == UInt8(ascii: ",") else { return nil }
            }
            place = text.end(of: { $0.isSpace || $0 == UInt8(ascii: ",") }, from: place, limit: 200)
        }
        return nil
    }

    private mutating func take(_ reader: ValueReader, _ assignment: Assignment) -> Int? {
        var reader = reader
        let end = reader.read(assignment)
        found += reader.found
        return end
    }

    /// `<password>…</password>`.
    mutating func readElement() -> Int? {
        var start = name.range.lowerBound
        if text.byte(at: start - 1) == UInt8(ascii: ":") {
            start = text.start(of: \.isNamePart, before: start - 1, limit: 40)
        }
        guard text.byte(at: start - 1) == UInt8(ascii: "<") else { return nil }
        let end = text.end(of: { !"<>\n".utf8.contains($0) }, from: name.range.upperBound, limit: 400)
        guard text.byte(at: end) == UInt8(ascii: ">") else { return nil }
        return readContent(from: end + 1)
    }

    /// `<key>Password</key><string>…</string>`, `<name>secret.key</name><value>…</value>`.
    private mutating func readNextElement(from start: Int) -> Int? {
        let closed = text.end(of: \.isNamePart, from: start, limit: 40)
        guard text.byte(at: closed) == UInt8(ascii: ">") else { return nil }
        let next = text.end(of: \.isSpace, from: closed + 1, limit: 200)
        for element in ["<string>", "<value>", "<data>"] where text.holdsWord(element, at: next) {
            return readContent(from: next + element.utf8.count)
        }
        return nil
    }

    private mutating func readContent(from start: Int) -> Int? {
        var from = text.end(of: \.isSpace, from: start, limit: 200)
        if text.holds("<![CDATA[", at: from) { from += 9 }
        let end = text.end(of: { $0 != UInt8(ascii: "<") }, from: from, limit: 8192)
        // Elsewhere a help names so what an option wants.
        let isClosed = text.holds("</", at: end) || text.holds(#"<\/"#, at: end)
        guard isClosed || end == text.bytes.count && text.lineEnd(from: from) == end else { return nil }
        var last = text.trimmed(from..<end).upperBound
        while last > from, text.bytes[last - 1].isSpace || text.bytes[last - 1] == UInt8(ascii: "]") { last -= 1 }
        return keep(from..<last, next: end)
    }

}

// Arguments of commands and calls.
extension ValueReader {
    /// `--password …`, `("password", "…")`, `"--password", "…"`.
    mutating func readArgument() -> Int? {
        let closing = QuoteMark(at: name.range.upperBound, in: text)
        // Backquotes are a sentence's, in which what follows is another name.
        if text.byte(at: name.range.upperBound) == UInt8(ascii: "`") { return nil }
        var place = closing?.range.upperBound ?? name.range.upperBound
        let endsLine = text.byte(at: place) == UInt8(ascii: "\n") || text.byte(at: place) == UInt8(ascii: "\r")
        if closing != nil || name.isOption && endsLine {
            // An argument of a call, or of a list.
            guard name.isOption || isArgumentOfCall else { return readListMember() }
            place = text.end(of: { $0.isSpace || $0 == UInt8(ascii: ",") }, from: place, limit: 200)
            if text.holds("- ", at: place) { place += 2 }
        } else {
            guard name.isOption, text.byte(at: place)?.isBlank ?? false else { return nil }
            let option = place
            place = text.pastContinuations(place)
            // What the option does, in a column of its own.
            if place > option + 1, place == text.pastBlanks(option), text.byte(at: place)?.isUppercase ?? false,
                text.byte(at: place + 1)?.isLowercase ?? false
            {
                return nil
            }
        }
        if let mark = QuoteMark(at: place, in: text) {
            guard text.byte(at: mark.range.upperBound) != UInt8(ascii: "-") else { return nil }
            let value = mark.value(from: mark.range.upperBound, in: text)
            return keep(value.range, next: value.next)
        }
        let end = text.wordEnd(from: place, stops: "|;,)]}")
        guard end > place, text.bytes[place] != UInt8(ascii: "-"), !SecretValue.isProse(text.bytes[place..<end]) else {
            return nil
        }
        return keep(place..<end, next: end)
    }

    private var isArgumentOfCall: Bool {
        guard let mark = QuoteMark(before: name.range.lowerBound, in: text) else { return false }
        let start = text.start(of: \.isBlank, before: mark.range.lowerBound, limit: 8)
        return text.byte(at: start - 1) == UInt8(ascii: "(")
    }

    /// `requirepass …`, `PASSWORD '…'`, and a line of two words: `password …`.
    mutating func readBehindBlanks() -> Int? {
        let isSet = text.holdsWord("set ", at: name.range.lowerBound - 4)
        if !isSet, kind != .password { return readColumn() }
        guard kind == .password || kind == .key, text.string(name.range).lowercased() != "pass" else { return nil }
        var end = name.range.upperBound
        if let mark = QuoteMark(at: end, in: text) { end = mark.range.upperBound }
        let isSetting = isSet || Self.settings.contains(text.string(name.range).lowercased())
        var place = text.pastBlanks(end)
        if isSetting, text.byte(at: place) == UInt8(ascii: "\n") || text.byte(at: place) == UInt8(ascii: "\r") {
            // Redis' answers: `1) "requirepass"` and `2) "…"`.
            place = text.end(of: \.isSpace, from: place)
            let number = text.end(of: \.isDigit, from: place)
            if text.holds(") ", at: number) { place = number + 2 }
        } else if place == end {
            return nil
        }
        if let mark = QuoteMark(at: place, in: text) {
            let value = mark.value(from: mark.range.upperBound, in: text)
            return keep(value.range, next: value.next)
        }
        // Cisco's and Fortinet's say first how it is kept.
        // In a column of its own it is a number.
        let isColumn = place > end + 1
        let isKept = !isColumn && text.byte(at: place)?.isDigit ?? false && text.byte(at: place + 1)?.isBlank ?? false
        if isKept { place = text.pastBlanks(place + 1) }
        if text.holds("ENC ", at: place) { place = text.pastBlanks(place + 4) }
        // An object, and in the next column what it is.
        if isColumn, !isSetting, text.bytes[name.range].contains(UInt8(ascii: "-")) { return readColumn() }
        let last = text.wordEnd(from: place, stops: "")
        let isDrawn = isKept && last - place >= 6 && text.bytes[place..<last].allSatisfy(\.isHexDigit)
        let isWholeLine = isDrawn || (isFirst || isKept) && last >= text.trimmed(line).upperBound
        guard isSetting || isWholeLine, text.byte(at: place) != UInt8(ascii: "\\"),
            !SecretValue.isProse(text.bytes[place..<last])
        else { return nil }
        return keep(place..<last, next: last)
    }

    /// A line of a name and a word in the next column that looks drawn: `secret_id    …`, as Vault prints its answers.
    private mutating func readColumn() -> Int? {
        let place = text.pastBlanks(name.range.upperBound)
        guard place > name.range.upperBound + 1, kind != .hint, isFirst else { return nil }
        let last = text.wordEnd(from: place, stops: "")
        guard last >= text.trimmed(line).upperBound, SecretValue.isDrawnWord(text.bytes[place..<last]) else {
            return nil
        }
        return keep(place..<last, next: last)
    }

    /// Nobody writes of these in sentences.
    private static let settings: Set<String> = [
        "requirepass", "masterauth", "primaryauth", "bindpw", "rootpw", "storepass", "keypass", "tls-key-file-pass",
        "tls-client-key-file-pass", "insecure-password",
    ]
}
