internal import Patterns

/// Secrets that a name beside them tells: settings, variables, members, columns of every notation, options of commands.
enum NamedSecrets {
    static func find(in search: inout SecretSearch) {
        let text = search.text
        var (lines, tables) = (Lines(), BarTables())
        var position = 0
        while let word = words.firstRanges(in: text.bytes, from: position)?[0] {
            let name = Name(around: word, in: text)
            position = max(word.upperBound, name.range.upperBound)
            guard let kind = SecretName(text.bytes[name.range]), !name.isPublic(in: text) else { continue }
            let isCell = text.byte(at: text.pastBlanks(name.range.upperBound)) == UInt8(ascii: "|")
            if isCell, tables.isRow(name.range.lowerBound, in: text) { continue }
            let line = lines.line(of: name.range.lowerBound, in: text)
            var reader = ValueReader(text: text, name: name, kind: kind, line: line)
            guard let end = reader.read() else { continue }
            for range in reader.found { search.hide(range) }
            position = max(position, end)
        }
        (lines, position) = (Lines(), 0)
        while let value = values.firstRanges(in: text.bytes, from: position)?[0] {
            position = value.upperBound
            let line = lines.line(of: value.lowerBound, in: text)
            if let range = valueBeforeName(value, line: line, in: text) { search.hide(range) }
        }
    }

    /// In every name of a secret there is one of these.
    private static let words = Pattern.builtIn(
        "(?i)pass|pwd|pw\\b|secret|token|cred|key|auth|cookie|otp|psk|salt|mnemonic|community|kennwort|dockerc|jwt"
            + "|encrypt\\b|sig|sess|\\bpat\\b|_pat\\b|(?:pin|time)[_-]?code|time[_-]?pin|" + SecretName.foreign)

    /// A member that stands before its name, as some write the variables of a container.
    private static let values = Pattern.builtIn(#"(?i)\bvalue(?:\\*["']|&quot;)?\s*[:=]"#)

    private static func valueBeforeName(_ member: Range<Int>, line: Range<Int>, in text: SearchedText) -> Range<Int>? {
        guard let assignment = Assignment(after: member.upperBound - 1, in: text) else { return nil }
        let range: Range<Int>
        var place: Int
        if let mark = assignment.opening {
            guard let end = mark.end(of: assignment.value, in: text) else { return nil }
            range = assignment.value..<end
            place = mark.past(end)
        } else {
            place = max(assignment.value, line.upperBound)
            range = text.trimmed(assignment.value..<place)
        }
        place = text.end(of: { $0.isSpace || $0 == UInt8(ascii: ",") }, from: place, limit: 200)
        if let mark = QuoteMark(at: place, in: text) { place = mark.range.upperBound }
        let key = text.end(of: \.isNamePart, from: place, limit: 40)
        guard Name.keys.contains(text.string(place..<key).lowercased()),
            let named = Assignment(after: key, in: text)
        else { return nil }
        let name = named.value..<text.end(of: \.isNamePart, from: named.value, limit: 128)
        guard let kind = SecretName(text.bytes[name]), !SecretValue.isHarmless(text.bytes[range], named: kind) else {
            return nil
        }
        return range
    }
}

/// A name as it stands in a text.
struct Name {
    /// Without the dashes of an option.
    let range: Range<Int>
    let isOption: Bool

    /// Under which a pair has its name.
    static let keys = Set(
        words: """
            name key variable property field header parameter parameterkey env id param setting option
            """)

    private static let limit = 128

    init(around word: Range<Int>, in text: SearchedText) {
        var start = text.start(of: \.isNamePart, before: word.lowerBound, limit: Self.limit)
        var end = text.end(of: \.isNamePart, from: word.upperBound, limit: Self.limit)
        // What escapes something before it is no part of it: `\n`, `\u0022`, `%26`. But `C:\token` is a name.
        let escaped =
            switch text.byte(at: start - 1) {
            case UInt8(ascii: "\\"): text.byte(at: start) == UInt8(ascii: "u") ? 5 : 1
            case UInt8(ascii: "%"): 2
            default: 0
            }
        if escaped > 0, start + escaped <= word.lowerBound, SecretName(text.bytes[start..<end]) == nil {
            start += escaped
        }
        let dashes = text.end(of: { $0 == UInt8(ascii: "-") }, from: start)
        isOption = dashes > start && dashes <= word.lowerBound
        start = min(word.lowerBound, text.end(of: { "-.".utf8.contains($0) }, from: start))
        while end > word.upperBound, "-.".utf8.contains(text.bytes[end - 1]) { end -= 1 }
        range = start..<end
    }

    /// Whether it is said before it that what it names is no secret.
    func isPublic(in text: SearchedText) -> Bool {
        // Terraform's `resource "random_password" "db"`.
        let start = QuoteMark(before: range.lowerBound, in: text)?.range.lowerBound
        return text.holdsWord("public ", at: range.lowerBound - 7)
            || start.map { text.holdsWord("resource ", at: $0 - 9) } ?? false
    }
}
