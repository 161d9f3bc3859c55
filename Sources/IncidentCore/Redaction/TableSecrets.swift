internal import Patterns

/// Columns of tables whose heads are names of secrets: psql's and mysql's, and rows with tabs or commas between.
///
/// A head is the first line of what is printed, never a row: a row may name a secret that stands elsewhere.
enum TableSecrets {
    static func find(in search: inout SecretSearch) {
        let text = search.text
        var position = 0
        while let head = heads.firstRanges(in: text.bytes, from: position)?[0] {
            let line = text.trimmed(head)
            position = max(line.upperBound, head.lowerBound + 1)
            guard let mark = "|\t,".utf8.first(where: text.bytes[line].contains) else {
                position = max(position, hideAligned(under: line, in: &search))
                continue
            }
            let cells = cells(of: line, by: mark, in: text)
            guard cells.allSatisfy({ isName($0, in: text) }), isHead(line, by: mark, columns: cells.count, in: text)
            else { continue }
            let secrets = cells.indices.compactMap { place in
                SecretName(text.bytes[cells[place]]).map { (place: place, kind: $0) }
            }
            guard !secrets.isEmpty else { continue }
            position = hide(secrets, under: line, by: mark, columns: cells.count, in: &search)
        }
        findSettings(in: &search)
    }

    // MARK: rows of a setting's name and its value

    private static func findSettings(in search: inout SecretSearch) {
        let text = search.text
        var position = 0
        while let head = settingsHeads.firstRanges(in: text.bytes, from: position)?[0] {
            let line = text.trimmed(head)
            position = max(line.upperBound, head.lowerBound + 1)
            guard let mark = "|\t,".utf8.first(where: text.bytes[line].contains) else { continue }
            let cells = cells(of: line, by: mark, in: text)
            let heads = cells.map(text.string)
            guard let first = heads.firstIndex(where: BarTables.namesSetting),
                let value = heads[(first + 1)...].firstIndex(where: BarTables.namesValue),
                let name = heads[..<value].lastIndex(where: BarTables.namesSetting),
                cells.allSatisfy({ isName($0, in: text) }), isHead(line, by: mark, columns: cells.count, in: text)
            else { continue }
            var place = text.lineEnd(from: line.upperBound) + 1
            while place < text.bytes.count {
                let row = text.trimmed(place..<text.lineEnd(from: place))
                let parts = self.cells(of: row, by: mark, in: text)
                let isRule = BarTables.isRule(at: place, in: text)
                // What is last may hold the mark itself.
                guard isRule || parts.count == cells.count || parts.count > cells.count && value == cells.count - 1
                else { break }
                place = text.lineEnd(from: place) + 1
                if isRule { continue }
                let path = text.bytes[parts[name]].split { "/:".utf8.contains($0) }
                guard let kind = path.last.flatMap({ SecretName($0) }) else { continue }
                let range =
                    parts[value].lowerBound..<parts[value == cells.count - 1 ? parts.count - 1 : value].upperBound
                if !SecretValue.isHarmless(text.bytes[range], named: kind) { search.hide(range) }
            }
            position = max(place - 1, position)
        }
    }

    /// Lines of names and marks alone, of which one is that of values.
    private static let settingsHeads = Pattern.builtIn(
        #"(?mi)^[\w. "|,\t-]*[|,\t][\w. "|,\t-]*(?:setting|value|val)\b[\w. "|,\t-]*\r?$"#)

    /// Lines of names and marks alone, of which one may be a secret's.
    private static let heads = Pattern.builtIn(
        #"(?mi)^[ \t|]*[\w. -]*(?:[|,\t][ \t]*[\w. -]*)*(?:pass|pwd|secret|token|key|passwd)[\w. -]*(?:[|,\t][ \t]*[\w. -]*)*[ \t|]*\r?$"#
    )

    /// What is drawn with bars and blanks has a rule below its head; without blanks (`psql -A`), and with other marks, the
    /// head is what has no row above it.
    private static func isHead(_ line: Range<Int>, by mark: UInt8, columns: Int, in text: SearchedText) -> Bool {
        if BarTables.isRule(at: text.lineEnd(from: line.upperBound) + 1, in: text) { return true }
        let isDrawn =
            mark == UInt8(ascii: "|")
            && line.contains { place in
                text.bytes[place] == mark
                    && [place - 1, place + 1].contains { text.byte(at: $0)?.isBlank ?? false }
            }
        return !isDrawn && cells(of: lineAbove(line, in: text), by: mark, in: text).count != columns
    }

    /// Empty at the text's beginning.
    private static func lineAbove(_ line: Range<Int>, in text: SearchedText) -> Range<Int> {
        let start = text.start(of: { $0 != UInt8(ascii: "\n") }, before: line.lowerBound, limit: 4096)
        guard start > 0 else { return 0..<0 }
        let above = text.start(of: { $0 != UInt8(ascii: "\n") }, before: start - 1, limit: 4096)
        return text.trimmed(above..<start - 1)
    }

    private static func hide(
        _ secrets: [(place: Int, kind: SecretName)], under head: Range<Int>, by mark: UInt8, columns: Int,
        in search: inout SecretSearch
    ) -> Int {
        let text = search.text
        var place = text.lineEnd(from: head.upperBound) + 1
        while place < text.bytes.count {
            let line = text.trimmed(place..<text.lineEnd(from: place))
            // Between head and rows.
            if BarTables.isRule(at: place, in: text) {
                place = text.lineEnd(from: place) + 1
                continue
            }
            let cells = cells(of: line, by: mark, in: text)
            guard cells.count == columns else { break }
            for secret in secrets {
                let cell = cells[secret.place]
                if !SecretValue.isHarmless(text.bytes[cell], named: secret.kind) { search.hide(cell) }
            }
            place = text.lineEnd(from: place) + 1
        }
        return max(place - 1, head.upperBound)
    }

    // MARK: columns with blanks between, as kubectl prints them

    private static func hideAligned(under head: Range<Int>, in search: inout SecretSearch) -> Int {
        let text = search.text
        let heads = words(of: head, in: text)
        guard heads.count <= 64, heads.allSatisfy({ isName($0, in: text) }), isAlignedHead(heads, of: head, in: text)
        else { return head.upperBound }
        let columns = columns(of: heads, in: text)
        let secrets = heads.indices.compactMap { place in
            SecretName(text.bytes[heads[place]]).map { (place: place, kind: $0) }
        }
        if heads.count == 1 { return hideLine(under: head, secrets.first?.kind, in: &search) }
        var place = text.lineEnd(from: head.upperBound) + 1
        while !secrets.isEmpty, place < text.bytes.count {
            let line = text.trimmed(place..<text.lineEnd(from: place))
            let isRule = !line.isEmpty && text.bytes[line].allSatisfy { "-= ".utf8.contains($0) }
            let cells = isRule ? [] : words(of: line, in: text)
            guard isRule || cells.count > 1 else { break }
            let starts = self.columns(of: cells, in: text)
            for secret in secrets {
                // A row that is not aligned tells by the number of its cells.
                guard
                    let place = starts.firstIndex(of: columns[secret.place])
                        ?? (cells.count == heads.count ? secret.place : nil)
                else { continue }
                // Objects are named in tables more often than what is in them, and numbers are counts.
                let kind: SecretName =
                    switch secret.kind {
                    case .password, .key: .key
                    case .reference, .hint: .hint
                    }
                if !SecretValue.isHarmless(text.bytes[cells[place]], named: kind) { search.hide(cells[place]) }
            }
            place = text.lineEnd(from: place) + 1
        }
        return max(place - 1, head.upperBound)
    }

    /// In capitals, as kubectl's are, or with a rule below; else no row stands above it, and no cell is an object's name.
    private static func isAlignedHead(_ heads: [Range<Int>], of line: Range<Int>, in text: SearchedText) -> Bool {
        if !text.bytes[line].contains(where: \.isLowercase) { return true }
        if BarTables.isRule(at: text.lineEnd(from: line.upperBound) + 1, in: text) { return true }
        // Two words in small letters may be a setting and its value.
        return heads.count > 2 && !text.bytes[line].contains { $0 == UInt8(ascii: "-") || $0.isDigit }
            && words(of: lineAbove(line, in: text), in: text).count < 2
    }

    /// `PASSWORD` alone in a line, and below it what looks drawn.
    private static func hideLine(
        under head: Range<Int>, _ kind: SecretName?, in search: inout SecretSearch
    ) -> Int {
        let text = search.text
        let start = min(text.lineEnd(from: head.upperBound) + 1, text.bytes.count)
        let words = words(of: text.trimmed(start..<text.lineEnd(from: start)), in: text)
        guard kind == .password, words.count == 1, SecretValue.isDrawnWord(text.bytes[words[0]]) else {
            return head.upperBound
        }
        search.hide(words[0])
        return words[0].upperBound
    }

    /// What stands between two blanks or more.
    private static func words(of line: Range<Int>, in text: SearchedText) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var place = text.pastBlanks(line.lowerBound)
        while place < line.upperBound {
            var end = place
            while end < line.upperBound, !text.bytes[end].isBlank || !(text.byte(at: end + 1)?.isBlank ?? true) {
                end += 1
            }
            words.append(place..<end)
            place = text.pastBlanks(end)
        }
        return words
    }

    /// How many characters stand before each in their line.
    private static func columns(of words: [Range<Int>], in text: SearchedText) -> [Int] {
        guard var place = words.first?.lowerBound else { return [] }
        var column = place - text.start(of: \.isBlank, before: place, limit: 1024)
        return words.map { word in
            column += text.bytes[place..<word.lowerBound].count { $0 & 0xC0 != 0x80 }
            place = word.lowerBound
            return column
        }
    }

    // MARK: columns with marks between

    /// Without blanks and quotes around them.
    private static func cells(of line: Range<Int>, by mark: UInt8, in text: SearchedText) -> [Range<Int>] {
        var cells: [Range<Int>] = []
        var start = line.lowerBound
        var end = line.upperBound
        if mark == UInt8(ascii: "|") {
            // mysql draws the sides too.
            let first = text.pastBlanks(start)
            if text.byte(at: first) == mark { start = first + 1 }
            if end > start, text.bytes[end - 1] == mark { end -= 1 }
        }
        while start <= end {
            let next = text.bytes[start..<end].firstIndex(of: mark) ?? end
            let from = min(text.end(of: { $0 == 0x20 || $0.isQuote }, from: start), next)
            var to = next
            while to > from, text.bytes[to - 1] == 0x20 || text.bytes[to - 1].isQuote { to -= 1 }
            cells.append(from..<to)
            start = next + 1
        }
        return cells.count > 1 ? cells : []
    }

    private static func isName(_ cell: Range<Int>, in text: SearchedText) -> Bool {
        (1...64).contains(cell.count) && text.bytes[cell].allSatisfy { $0.isNamePart || $0 == 0x20 }
            && text.bytes[cell.lowerBound].isLetter
    }
}
