/// In what a limit is counted: as who sets it does.
package enum TextUnit: Sendable, CaseIterable {
    /// Of UTF-8.
    case bytes
    /// Unicode scalars, which others call characters or runes.
    case scalars
    case utf16
}

extension StringProtocol {
    package func length(in unit: TextUnit) -> Int {
        switch unit {
        case .bytes: utf8.count
        case .scalars: unicodeScalars.count
        case .utf16: utf16.count
        }
    }
}

// What is too long for a message. Who reads it knows that something is missing: a text ends in `…`, which says how much that
// is where the text is more than a name, and a list ends in how many more there are.
extension String {
    /// One line as of `singleLine`, of at most `limit` units.
    ///
    /// - Parameter counted: whether it says how much is left out, for texts that are read and not only recognised.
    package func line(within limit: Int, in unit: TextUnit = .bytes, counted: Bool = false) -> String {
        // No scalar is shorter than a unit.
        let (line, isWhole) = oneLine(scalars: limit)
        guard !isWhole || line.length(in: unit) > limit else { return line }
        let all = utf8.count
        let longest = "… [\(all) of \(all) bytes left out]".length(in: unit)
        guard counted, longest * 3 <= limit else {
            return line.prefix(limit - "…".length(in: unit), in: unit) + "…"
        }
        let kept = line.prefix(limit - longest, in: unit)
        return "\(kept)… [\(all - kept.utf8.count) of \(all) bytes left out]"
    }
}

extension StringProtocol where SubSequence == Substring {
    /// As many whole characters from the beginning as have room; of one that is very long, whole scalars.
    package func prefix(_ limit: Int, in unit: TextUnit) -> Substring {
        let limit = Swift.max(0, limit)
        let end =
            switch unit {
            case .bytes: utf8.index(startIndex, offsetBy: limit, limitedBy: endIndex)
            case .scalars: unicodeScalars.index(startIndex, offsetBy: limit, limitedBy: endIndex)
            case .utf16: utf16.index(startIndex, offsetBy: limit, limitedBy: endIndex)
            }
        guard let end else { return self[...] }
        // Indices are rounded down to a scalar.
        let scalar = self[..<end].endIndex
        var character = scalar
        for _ in 0..<Self.longestCharacter where character > startIndex && !isBetweenCharacters(character) {
            character = unicodeScalars.index(before: character)
        }
        return self[..<(isBetweenCharacters(character) ? character : scalar)]
    }

    /// The same from the end, in bytes.
    package func suffix(bytes limit: Int) -> Substring {
        guard let start = utf8.index(endIndex, offsetBy: -Swift.max(0, limit), limitedBy: startIndex) else {
            return self[...]
        }
        var scalar = self[start...].startIndex
        if scalar < start { scalar = unicodeScalars.index(after: scalar) }
        var character = scalar
        for _ in 0..<Self.longestCharacter where character < endIndex && !isBetweenCharacters(character) {
            character = unicodeScalars.index(after: character)
        }
        return self[(isBetweenCharacters(character) ? character : scalar)...]
    }

    /// In scalars; a letter may carry any number of marks.
    private static var longestCharacter: Int { 32 }

    private func isBetweenCharacters(_ index: Index) -> Bool { Index(index, within: self) != nil }
}

extension [String] {
    /// As many of the first as there are places and room for, and how many more there are: `and 9 more, on the incident's
    /// page`.
    ///
    /// - Parameters:
    ///   - count: of places, without that for the last line.
    ///   - total: how many there are, where these are not all.
    ///   - limit: of all lines together, each with its end.
    ///   - place: where all of them stand, in words after "more".
    package func listed(
        _ count: Int, of total: Int? = nil, within limit: Int = .max, in unit: TextUnit = .bytes,
        rest place: String = ", on the incident's page"
    ) -> [String] {
        let total = Swift.max(total ?? self.count, self.count)
        func rest(_ left: Int) -> String { "and \(left) more\(place)" }
        if total == self.count, total <= count, reduce(0, { $0 + $1.length(in: unit) + 1 }) <= limit { return self }
        let reserve = rest(total).length(in: unit) + 1
        var (shown, room): ([String], Int) = ([], limit)
        for line in prefix(count) {
            let length = line.length(in: unit) + 1
            guard length + reserve <= room else { break }
            room -= length
            shown.append(line)
        }
        return shown + [rest(total - shown.count)]
    }
}
