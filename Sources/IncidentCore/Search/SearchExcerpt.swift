/// Where a word stands in a text, with a little of what stands around it.
package struct SearchExcerpt: Sendable, Equatable {
    package let before: String
    package let found: String
    package let after: String

    package init(before: String, found: String, after: String) {
        (self.before, self.found, self.after) = (before, found, after)
    }

    package var text: String { before + found + after }
}

extension SearchExcerpt {
    /// Characters on each side.
    private static let around = 60
    /// So much of a text around a place is redacted once more before it is shown: a secret that was cut is not known again.
    private static let redacted = 1500

    /// The first place in a text where a word begins, upper and lower case of A to Z being the same; `nil` where there is none.
    ///
    /// - Parameter redactions: the excerpt is of the text that they leave.
    package init?(of word: SearchText.Word, in text: String, redactions: Redactions) {
        let needle = SearchNeedle(word)
        guard let place = needle.firstPlace(in: text) else { return nil }
        let bytes = text.utf8
        let start = bytes.index(place.lowerBound, offsetBy: -Self.redacted, limitedBy: bytes.startIndex)
        let end = bytes.index(place.upperBound, offsetBy: Self.redacted, limitedBy: bytes.endIndex)
        // What is cut within a character is shown as a mark, and cut off by the next line as a rule.
        let surroundings = String(
            decoding: bytes[(start ?? bytes.startIndex)..<(end ?? bytes.endIndex)], as: UTF8.self)
        let shown = redactions.apply(to: surroundings)
        guard let range = needle.firstPlace(in: shown) else { return nil }
        self.init(shown, range)
    }

    private init(_ text: String, _ range: Range<String.Index>) {
        let line = (
            text[..<range.lowerBound].lastIndex(where: \.isNewline).map(text.index(after:)) ?? text.startIndex,
            text[range.upperBound...].firstIndex(where: \.isNewline) ?? text.endIndex
        )
        let (head, tail) = (text[line.0..<range.lowerBound], text[range.upperBound..<line.1])
        self.init(
            before: (head.count > Self.around ? "…" : "") + head.suffix(Self.around),
            found: String(text[range]), after: tail.prefix(Self.around) + (tail.count > Self.around ? "…" : ""))
    }
}

/// A word as it is looked for in a text: its parts in a row, whatever stands between them there, as the index has it.
struct SearchNeedle {
    private let parts: [[UInt8]]
    private let isPrefix: Bool

    init(_ word: SearchText.Word) {
        parts = Self.parts(of: Array(word.text.utf8)).map { Array(word.text.utf8)[$0].map(Self.folded) }
        isPrefix = word.isPrefix
    }

    func firstPlace(in text: String) -> Range<String.Index>? {
        guard !parts.isEmpty else { return nil }
        var text = text
        let found = text.withUTF8 { firstPlace(in: $0) }
        return found.map {
            let bytes = text.utf8
            let start = bytes.index(bytes.startIndex, offsetBy: $0.lowerBound)
            return start..<bytes.index(start, offsetBy: $0.count)
        }
    }

    private func firstPlace(in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        var place = 0
        while let start = Self.nextPart(in: bytes, from: place)?.lowerBound {
            if let end = match(in: bytes, at: start) { return start..<end }
            place = Self.end(ofPartAt: start, in: bytes)
        }
        return nil
    }

    /// - Returns: where the match ends.
    private func match(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
        var place = start
        for (number, part) in parts.enumerated() {
            let isLast = number == parts.count - 1
            guard let found = Self.nextPart(in: bytes, from: place),
                found.count == part.count || isLast && isPrefix && found.count > part.count
            else { return nil }
            for offset in part.indices where Self.folded(bytes[found.lowerBound + offset]) != part[offset] {
                return nil
            }
            place = found.upperBound
        }
        return place
    }

    private static func nextPart(in bytes: UnsafeBufferPointer<UInt8>, from place: Int) -> Range<Int>? {
        var start = place
        while start < bytes.count, !isOfWord(bytes[start]) { start += 1 }
        guard start < bytes.count else { return nil }
        return start..<end(ofPartAt: start, in: bytes)
    }

    private static func end(ofPartAt start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var end = start
        while end < bytes.count, isOfWord(bytes[end]) { end += 1 }
        return end
    }

    private static func parts(of bytes: [UInt8]) -> [Range<Int>] {
        bytes.withUnsafeBufferPointer { bytes in
            var (parts, place): ([Range<Int>], Int) = ([], 0)
            while let part = nextPart(in: bytes, from: place) {
                parts.append(part)
                place = part.upperBound
            }
            return parts
        }
    }

    /// What is not ASCII is taken for a part of a word.
    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...:
            true
        default: false
        }
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }
}
