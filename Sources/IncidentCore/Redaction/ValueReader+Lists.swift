// Names and values in turn.
extension ValueReader {
    /// `["DB_PASSWORD", "…"]`, `["user", "bob", "db_password", "…"]`: of a list that holds texts alone.
    mutating func readListMember() -> Int? {
        guard let mark = QuoteMark(before: name.range.lowerBound, in: text) else { return nil }
        let start = text.start(
            of: { !"[]{}".utf8.contains($0) }, before: mark.range.lowerBound, limit: Self.listLimit)
        guard text.byte(at: start - 1) == UInt8(ascii: "[") else { return nil }
        let end = min(text.bytes.count, start + 2 * Self.listLimit)
        let list = Self.members(of: SearchedText(bytes: Array(text.bytes[start..<end])))
            .map { $0.lowerBound + start..<$0.upperBound + start }
        guard list.count.isMultiple(of: 2), let index = list.firstIndex(of: name.range), index.isMultiple(of: 2) else {
            return nil
        }
        let value = list[index + 1]
        guard kind == .password || kind == .key || SecretValue.isDrawnWord(text.bytes[value]), !isAnotherName(value)
        else { return nil }
        return keep(value, next: value.upperBound)
    }

    /// How far a list is looked at, in bytes: it is for each name in it.
    private static let listLimit = 512

    /// The texts of a list, from behind its first bracket to its last one; none where it has anything else.
    private static func members(of text: SearchedText) -> [Range<Int>] {
        var members: [Range<Int>] = []
        var place = 0
        while true {
            place = text.end(of: \.isSpace, from: place)
            guard let mark = QuoteMark(at: place, in: text), let end = mark.end(of: mark.range.upperBound, in: text)
            else { return [] }
            members.append(mark.range.upperBound..<end)
            place = text.end(of: \.isSpace, from: mark.past(end))
            if text.byte(at: place) == UInt8(ascii: "]") { return members }
            guard text.byte(at: place) == UInt8(ascii: ",") else { return [] }
            place += 1
        }
    }

    /// Whether a list of names may go on with it: it is written as they are, and does not look drawn.
    private func isAnotherName(_ value: Range<Int>) -> Bool {
        let bytes = text.bytes[value]
        if SecretValue.isDrawnWord(bytes) { return false }
        let isInCapitals = !text.bytes[name.range].contains(where: \.isLowercase)
        return bytes.allSatisfy { byte in
            isInCapitals
                ? byte.isUppercase || byte.isDigit || byte == UInt8(ascii: "_")
                : byte.isLetter || "_-. ".utf8.contains(byte)
        }
    }
}
