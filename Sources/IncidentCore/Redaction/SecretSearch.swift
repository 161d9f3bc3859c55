internal import Patterns

/// A text in which secrets are looked for, and where they were found.
///
/// What is found is taken out at the end, all at once: every rule sees the text as it came.
struct SecretSearch {
    let text: SearchedText
    private var found: [Range<Int>] = []

    init(_ bytes: [UInt8]) { text = SearchedText(bytes: bytes) }

    mutating func hide(_ range: Range<Int>) {
        // What was redacted before stays as it is, so that to do it twice changes nothing.
        guard !range.isEmpty, !text.holds(Redactions.mark, at: range.lowerBound) else { return }
        found.append(range)
    }

    /// Hides, of each match, what `secret` says of its groups, of which the first is the whole.
    ///
    /// - Returns: whether there was a match.
    @discardableResult
    mutating func hide(_ pattern: Pattern, _ secret: (SearchedText, [Range<Int>?]) -> Range<Int>?) -> Bool {
        var position = 0
        var any = false
        while let groups = pattern.firstRanges(in: text.bytes, from: position), let whole = groups[0] {
            any = true
            let range = secret(text, groups)
            if let range { hide(range) }
            // From the secret's end on: what follows it in the match may begin the next one.
            position = max(range?.upperBound ?? 0, whole.lowerBound + 1)
            if range == nil { position = max(position, whole.upperBound) }
        }
        return any
    }

    /// Hides the groups of each match that took part.
    mutating func hideGroups(of pattern: Pattern) {
        var position = 0
        while let groups = pattern.firstRanges(in: text.bytes, from: position), let whole = groups[0] {
            for range in groups.dropFirst() { if let range { hide(range) } }
            position = max(whole.upperBound, whole.lowerBound + 1)
        }
    }

    /// A part of the text without what was found; those that overlap or touch are one.
    func redacted(_ part: Range<Int>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(part.count)
        var end = part.lowerBound
        for range in ranges where range.overlaps(part) {
            let range = range.clamped(to: part)
            result += text.bytes[end..<range.lowerBound]
            result += Redactions.mark.utf8
            end = range.upperBound
        }
        result += text.bytes[end..<part.upperBound]
        return String(decoding: result, as: UTF8.self)
    }

    /// Where secrets stand, in order and apart from each other.
    var ranges: [Range<Int>] {
        found.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { merged, range in
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
    }
}
