internal import Patterns

/// Columns of tables whose heads are names of secrets: psql's and mysql's, and rows with tabs or commas between.
enum TableSecrets {
    static func find(in search: inout SecretSearch) {
        let text = search.text
        var position = 0
        while let head = heads.firstRanges(in: text.bytes, from: position)?[0] {
            let line = text.trimmed(head)
            position = max(line.upperBound, head.lowerBound + 1)
            guard let mark = "|\t,".utf8.first(where: text.bytes[line].contains) else { continue }
            let cells = cells(of: line, by: mark, in: text)
            guard cells.allSatisfy({ isName($0, in: text) }) else { continue }
            let secrets = cells.indices.compactMap { place in
                SecretName(text.bytes[cells[place]]).map { (place: place, kind: $0) }
            }
            guard !secrets.isEmpty else { continue }
            position = hide(secrets, under: line, by: mark, columns: cells.count, in: &search)
        }
    }

    /// Lines of names and marks alone, of which one may be a secret's.
    private static let heads = Pattern.builtIn(
        #"(?mi)^[ \t|]*[\w. -]*(?:[|,\t][ \t]*[\w. -]*)*(?:pass|pwd|secret|token|key|passwd)[\w. -]*(?:[|,\t][ \t]*[\w. -]*)*[ \t|]*\r?$"#
    )

    private static func hide(
        _ secrets: [(place: Int, kind: SecretName)], under head: Range<Int>, by mark: UInt8, columns: Int,
        in search: inout SecretSearch
    ) -> Int {
        let text = search.text
        var place = text.lineEnd(from: head.upperBound) + 1
        while place < text.bytes.count {
            let line = text.trimmed(place..<text.lineEnd(from: place))
            // Between head and rows.
            if !line.isEmpty, text.bytes[line].allSatisfy({ "-+ |=".utf8.contains($0) }) {
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
