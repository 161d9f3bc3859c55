// Text that others wrote, for one line.
extension String {
    /// Control characters and line ends as single blanks, characters that cannot be seen dropped, cut to `limit` Unicode
    /// scalars. Of the marks that a letter carries a few are kept: thousands would leave no room for the letters behind it.
    package func singleLine(limit: Int) -> String {
        let (line, isWhole) = oneLine(scalars: limit)
        guard !isWhole else { return line }
        return (line.unicodeScalars.count < limit ? line : String(line.dropLast())) + "…"
    }

    /// The same without the mark, and whether nothing was left out.
    func oneLine(scalars limit: Int) -> (line: String, isWhole: Bool) {
        // Most text is plain, and the properties of Unicode cost more than all the rest of an incident's opening.
        if utf8.count <= limit, isPlainLine { return (self, true) }
        var line = ""
        var count = 0
        var blankIsDue = false
        for character in self {
            let scalar = character.unicodeScalars.first!
            if character.isInvisible { continue }
            if character.isWhitespace || scalar.properties.generalCategory == .control {
                blankIsDue = !line.isEmpty
                continue
            }
            let shown = character.withoutHiddenJoiners.withFewMarks
            let length = shown.count + (blankIsDue ? 1 : 0)
            guard count + length <= limit else { return (line, false) }
            if blankIsDue { line += " " }
            line.unicodeScalars.append(contentsOf: shown)
            blankIsDue = false
            count += length
        }
        return (line, true)
    }

    /// Whether it is words of printable ASCII with one blank between them.
    private var isPlainLine: Bool {
        var copy = self
        return copy.withUTF8 { bytes in
            var previous = UInt8(ascii: " ")
            for byte in bytes {
                guard (0x20..<0x7F).contains(byte), byte != 0x20 || previous != 0x20 else { return false }
                previous = byte
            }
            return previous != 0x20 || bytes.isEmpty
        }
    }
}

extension Character {
    /// Zero-width blanks, byte order marks, direction marks and the like, which let one text pass for another (Unicode TR36,
    /// "visual security issues"). What joins letters belongs to the character before it.
    fileprivate var isInvisible: Bool {
        let scalars = unicodeScalars
        return scalars.first!.isBidirectionalControl
            || scalars.allSatisfy { $0.properties.generalCategory == .format }
    }

    /// In Latin text a joiner joins nothing; in other scripts and in emoji it is part of what is written.
    fileprivate var withoutHiddenJoiners: Character {
        let scalars = unicodeScalars
        guard scalars.first!.isASCII, scalars.contains(where: \.isJoiner) else { return self }
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: scalars.lazy.filter { !$0.isJoiner })
        return Character(String(kept))
    }

    /// No script has more marks on a letter, and no picture more parts.
    private static let longestMarks = 8
    private static let longest = 32

    /// Its scalars, of a run of marks the first.
    fileprivate var withFewMarks: String.UnicodeScalarView {
        let scalars = unicodeScalars
        guard scalars.count > Self.longestMarks else { return scalars }
        var kept = String.UnicodeScalarView()
        var marks = 0
        for scalar in scalars {
            marks = scalar.isMark ? marks + 1 : 0
            if marks <= Self.longestMarks { kept.append(scalar) }
            if kept.count == Self.longest { break }
        }
        return kept
    }
}

extension Unicode.Scalar {
    /// Whether it stands on the one before it, or joins it to the next.
    fileprivate var isMark: Bool {
        [.nonspacingMark, .enclosingMark, .spacingMark, .format].contains(properties.generalCategory)
    }

    fileprivate var isJoiner: Bool { value == 0x200C || value == 0x200D }

    /// Marks that reorder what a reader sees (Unicode TR36, "bidirectional text spoofing").
    package var isBidirectionalControl: Bool {
        (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
            || [0x61C, 0x200E, 0x200F].contains(value)
    }
}

extension String {
    /// Unlike `singleLine`, as it stands: each control or formatting character is one blank, and none of the blanks is taken away,
    /// because a command is to be copied. At most `limit` Unicode scalars, the last of them `…` when something was left
    /// out.
    package func onePrintableLine(limit: Int) -> String {
        // Cut first: a value of megabytes must not be walked through for a line of sixty characters.
        var line = ""
        var count = 0
        for scalar in unicodeScalars {
            guard count < limit else { return String(line.unicodeScalars.dropLast()) + "…" }
            line.unicodeScalars.append(Self.isPrintable(scalar) ? scalar : " ")
            count += 1
        }
        return line
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Format covers the marks that turn the direction of writing and could make a line read as another.
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}

extension StringProtocol {
    /// Without blanks, tabs and line ends on both sides.
    package func trimmingBlanks() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
