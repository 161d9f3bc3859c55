internal import Patterns

/// Secrets whose names stand in the line above them.
enum LineSecrets {
    static func find(in search: inout SecretSearch) {
        findDescribed(in: &search)
        search.hide(form) { text, groups in
            guard let name = groups[1], let value = groups[2], let kind = SecretName(text.bytes[name]) else {
                return nil
            }
            return SecretValue.isHarmless(text.bytes[value], named: kind) ? nil : value
        }
        findBelowNames(in: &search)
    }

    /// A part of a form: `Content-Disposition: form-data; name="password"`, an empty line, and the value.
    private static let form = Pattern.builtIn(
        #"(?i)\bform-data;[^\n]*\bname="([^"\n]{1,128})"[^\n]*\n(?:[A-Za-z-]+:[^\n]*\n){0,4}[ \t]*\r?\n[ \t]*([^\r\n]+)"#
    )

    // MARK: a ConfigMap as kubectl describes it

    /// A name, a rule of four below it, and the value in as many lines as there are until one is empty.
    private static func findDescribed(in search: inout SecretSearch) {
        let text = search.text
        var position = 0
        while let groups = described.firstRanges(in: text.bytes, from: position), let whole = groups[0],
            let name = groups[1]
        {
            position = whole.upperBound
            guard let kind = SecretName(text.bytes[name]) else { continue }
            let next = ends.firstRanges(in: text.bytes, from: position)?[0]?.lowerBound
            let start = text.pastBlanks(position)
            let value = text.trimmed(start..<max(start, next.map { $0 - 1 } ?? text.bytes.count))
            if !SecretValue.isHarmless(text.bytes[value], named: kind, isPlain: true) { search.hide(value) }
            position = value.upperBound
        }
    }

    private static let described = Pattern.builtIn(#"(?m)^[ \t]*([\w.-]{1,253}):[ \t]*\r?\n[ \t]*----[ \t]*\r?\n"#)

    private static let ends = Pattern.builtIn(
        #"(?m)^[ \t]*(?:\r?$|[\w.-]{1,253}:[ \t]*\r?\n[ \t]*----[ \t]*\r?$)"#)

    // MARK: a key, and below it what it holds

    /// `/app/db/password` and the line below it, as `etcdctl get` and Redis print them: of that what looks drawn.
    private static func findBelowNames(in search: inout SecretSearch) {
        let text = search.text
        var position = 0
        while let groups = names.firstRanges(in: text.bytes, from: position), let whole = groups[0],
            let name = groups[1]
        {
            position = max(whole.upperBound, whole.lowerBound + 1)
            switch SecretName(text.bytes[name]) {
            case .password, .key: break
            case .reference, .hint, nil: continue
            }
            let below = RedisLine(from: text.lineEnd(from: name.upperBound) + 1, in: text)
            if SecretValue.isDrawnWord(text.bytes[below.value]) { search.hide(below.value) }
        }
    }

    private static let names = Pattern.builtIn(
        #"(?mi)^[ \t]*(?:[0-9]+\)[ \t]*)*["']?(?:[\w.@-]*[/:])*([\w.-]*(?:pass|pwd|secret|token|key)[\w.-]*)["']?[ \t]*\r?$"#
    )
}

/// A line without the numbers that Redis puts in front (`1) `), and without the quotes around it.
struct RedisLine {
    let value: Range<Int>
    /// The place of its line feed, or the end of all.
    let end: Int

    /// - Parameter start: the line's, which may be past the end of all.
    init(from start: Int, in text: SearchedText) {
        let start = min(start, text.bytes.count)
        end = text.lineEnd(from: start)
        var place = text.pastBlanks(start)
        while case let digits = text.end(of: \.isDigit, from: place), digits > place, text.holds(") ", at: digits) {
            place = text.pastBlanks(digits + 2)
        }
        let line = text.trimmed(min(place, end)..<end)
        value =
            if let first = text.bytes[line].first, first.isQuote, line.count > 1, text.bytes[line].last == first {
                line.lowerBound + 1..<line.upperBound - 1
            } else {
                line
            }
    }
}
