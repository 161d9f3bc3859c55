// Text as a terminal shows it, where a wide character takes two columns and a mark none.
extension Character {
    /// How many columns it takes, with all that stands on it.
    var columnCount: Int {
        let scalars = unicodeScalars
        guard let first = scalars.first, scalars.count > 1 else { return scalars.first?.columnCount ?? 0 }
        // A picture is as wide as one, whatever is joined to it: a flag of two letters, a family, a colour of skin.
        if first.properties.isEmojiPresentation || scalars.contains(Self.shownAsPicture) { return 2 }
        // Korean letters written apart stand in one block.
        if Self.leadingJamo.contains(first.value) { return 2 }
        return scalars.reduce(0) { $0 + ($1.properties.generalCategory == .format ? 0 : $1.columnCount) }
    }

    private static let shownAsPicture: Unicode.Scalar = "\u{FE0F}"
    private static let leadingJamo: ClosedRange<UInt32> = 0x1100...0x115F
}

extension String {
    /// How many columns of a terminal it takes.
    package var columnCount: Int {
        utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + $1.columnCount }
    }

    /// Itself, or as much of its beginning as `width` columns hold with an `…` behind it.
    package func cut(toColumns width: Int) -> String {
        guard columnCount > width else { return self }
        var (kept, room) = ("", width - 1)
        for character in self {
            room -= character.columnCount
            guard room >= 0 else { break }
            kept.append(character)
        }
        return width > 0 ? kept + "…" : ""
    }

    /// Followed by blanks up to a width.
    package func padded(toColumns width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - columnCount))
    }

    /// Its words in lines of at most `width` columns, those after the first behind `indent`. A longer word is broken, as in
    /// writing without blanks; an address is not: it is to be copied.
    package func wrapped(toColumns width: Int, indent: String = "") -> [String] {
        guard columnCount > width else { return [self] }
        let blanks = prefix { $0 == " " }
        var (lines, line, isEmpty) = ([String](), String(blanks), true)
        for word in dropFirst(blanks.count).split(separator: " ", omittingEmptySubsequences: false) {
            let longer = isEmpty ? line + word : "\(line) \(word)"
            if isEmpty || longer.columnCount <= width {
                (line, isEmpty) = (longer, false)
            } else {
                lines.append(line)
                line = indent + word
            }
        }
        return (lines + [line]).flatMap { $0.contains("://") ? [$0] : $0.broken(toColumns: width, indent: indent) }
    }

    /// Between characters, wherever they are.
    private func broken(toColumns width: Int, indent: String) -> [String] {
        guard columnCount > width, width > indent.columnCount + 1 else { return [self] }
        var (lines, line, room) = ([String](), "", width)
        for character in self {
            if character.columnCount > room {
                lines.append(line)
                (line, room) = (indent, width - indent.columnCount)
            }
            line.append(character)
            room -= character.columnCount
        }
        return lines + [line]
    }
}
