internal import CRE2

/// A regular expression in RE2 syntax, which is Prometheus' own; matching takes time linear in the text.
///
/// Every expression of ours (matchers, findings, redaction, filters) meets text that others write, so none of them
/// may be of a kind that backtracks.
package final class Pattern: Sendable {
    /// The expression as it was written.
    package let source: String
    /// The number of capturing groups, without the whole match.
    package let groupCount: Int
    // RE2 objects are immutable after construction and documented as safe for concurrent matching.
    private nonisolated(unsafe) let handle: OpaquePointer

    package init(_ source: String) throws(PatternError) {
        var utf8 = Array(source.utf8.map(CChar.init(bitPattern:)))
        let length = utf8.count
        utf8.append(0)
        var message = [CChar](repeating: 0, count: 256)
        guard let handle = cre2_new(utf8, length, &message, message.count) else {
            let bytes = message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
            throw PatternError(source: source, reason: String(decoding: bytes, as: UTF8.self))
        }
        self.source = source
        self.handle = handle
        self.groupCount = Int(cre2_group_count(handle))
    }

    deinit { cre2_free(handle) }

    /// Whether the expression matches all of `text`, as Alertmanager's matchers do.
    package func matchesWhole(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cre2_full_match(handle, $0.baseAddress ?? Self.empty, $0.count) }
        }
    }

    /// Whether the expression matches anywhere in `text`.
    package func matches(_ text: String) -> Bool {
        // Without a copy, and without groups: most texts hold no match of most patterns.
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                cre2_search(handle, $0.baseAddress ?? Self.empty, $0.count, 0, nil, 0)
            }
        }
    }

    /// Whether the expression matches anywhere in a text of UTF-8.
    package func matches(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { raw in
            cre2_search(
                handle, raw.bindMemory(to: CChar.self).baseAddress ?? Self.empty, bytes.count, 0, nil, 0)
        }
    }

    /// The matches in `text`, in order and not overlapping; at most `limit`.
    package func matches(in text: String, limit: Int = .max) -> [Match] {
        let bytes = Array(text.utf8)
        var found: [Match] = []
        var start = 0
        while start <= bytes.count, found.count < limit {
            guard let ranges = firstRanges(in: bytes, from: start), let whole = ranges[0] else { break }
            found.append(
                Match(
                    byteRange: whole, firstGroupRange: ranges.count > 1 ? ranges[1] : nil,
                    groups: ranges.map { $0.map { String(decoding: bytes[$0], as: UTF8.self) } }))
            start = whole.isEmpty ? Self.nextScalar(after: whole.upperBound, in: bytes) : whole.upperBound
        }
        return found
    }

    /// Returns `text` with each match replaced by what `replacement` makes of it.
    package func replacing(in text: String, with replacement: (Match) -> String) -> String {
        let found = matches(in: text)
        guard !found.isEmpty else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var copied = 0
        for match in found {
            result += bytes[copied..<match.byteRange.lowerBound]
            result += match.replacementBytes(replacement)
            copied = match.byteRange.upperBound
        }
        result += bytes[copied...]
        return String(decoding: result, as: UTF8.self)
    }

    /// Where the first match at or after byte `start` stands, and then each of its groups; `nil` for a group that took no
    /// part.
    package func firstRanges(in bytes: [UInt8], from start: Int = 0) -> [Range<Int>?]? {
        guard start <= bytes.count else { return nil }
        var ranges = [cre2_range](repeating: cre2_range(offset: -1, length: 0), count: groupCount + 1)
        let found = bytes.withUnsafeBytes { raw in
            cre2_search(
                handle, raw.bindMemory(to: CChar.self).baseAddress ?? Self.empty, bytes.count, start, &ranges,
                Int32(ranges.count))
        }
        guard found else { return nil }
        return ranges.map { $0.offset < 0 ? nil : $0.offset..<($0.offset + $0.length) }
    }

    // RE2 wants a valid pointer even for no bytes. It is read by nobody, for its text has no length, and never freed, so that
    // any thread may hold it.
    private nonisolated(unsafe) static let empty: UnsafePointer<CChar> = UnsafePointer(
        UnsafeMutablePointer<CChar>.allocate(capacity: 1))

    private static func nextScalar(after index: Int, in bytes: [UInt8]) -> Int {
        var next = index + 1
        while next < bytes.count, bytes[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }
}

/// One place where a pattern matched.
package struct Match: Sendable, Equatable {
    /// Where, in UTF-8 bytes of the text that was searched.
    package let byteRange: Range<Int>
    /// Where its first group stands; `nil` where there is none, or it took no part.
    package let firstGroupRange: Range<Int>?
    /// The whole match first, then each group; `nil` for a group that took no part.
    package let groups: [String?]

    /// `template` with `$0`, `$1` … replaced by the groups; `$$` is a dollar sign.
    package func expand(_ template: String) -> String {
        var result = ""
        var rest = template[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                result += "$"
                rest = rest.dropFirst()
            } else if let digit = rest.first?.wholeNumberValue {
                if digit < groups.count { result += groups[digit] ?? "" }
                rest = rest.dropFirst()
            } else {
                result += "$"
            }
        }
        return result + rest
    }

    fileprivate func replacementBytes(_ replacement: (Match) -> String) -> [UInt8] { Array(replacement(self).utf8) }
}

/// An expression that RE2 does not take.
package struct PatternError: Error, Equatable, CustomStringConvertible {
    package let source: String
    package let reason: String
    package var description: String { "regular expression \"\(source)\" is not RE2 syntax: \(reason)" }
}
