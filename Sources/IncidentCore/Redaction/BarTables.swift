internal import Patterns

/// Where in a text tables are drawn with bars between their cells and a rule below their head, as psql, mysql and Markdown
/// draw them: what a cell means is said by the head of its column, not by the cell before it.
struct BarTables {
    private struct Table {
        let rows: Range<Int>
        /// Whether a row is a setting's name and its value.
        let namesValues: Bool
    }

    /// `nil` as long as nobody has asked.
    private var tables: ArraySlice<Table>?

    /// Whether a place is in a row whose first cell is no name of the second; to be asked from the text's beginning to its end.
    mutating func isRow(_ place: Int, in text: SearchedText) -> Bool {
        var left = tables ?? Self.all(in: text)[...]
        while let first = left.first, first.rows.upperBound <= place { left.removeFirst() }
        tables = left
        return left.first.map { $0.rows.contains(place) && !$0.namesValues } ?? false
    }

    /// Whether the line that begins at a place is a rule.
    static func isRule(at start: Int, in text: SearchedText) -> Bool {
        guard start < text.bytes.count else { return false }
        let line = text.bytes[start..<text.lineEnd(from: start)]
        return line.contains(UInt8(ascii: "-")) && line.allSatisfy { "-+| =:\r".utf8.contains($0) }
    }

    private static let rules = Pattern.builtIn(#"(?m)^[ \t]*[|+-][-+|: =]*\r?$"#)

    private static func all(in text: SearchedText) -> [Table] {
        var (tables, position): ([Table], Int) = ([], 0)
        while let rule = rules.firstRanges(in: text.bytes, from: position)?[0] {
            position = max(rule.upperBound, rule.lowerBound + 1)
            guard rule.lowerBound > 1 else { continue }
            let head = text.start(of: { $0 != UInt8(ascii: "\n") }, before: rule.lowerBound - 1, limit: 4096)
            guard text.bytes[head..<rule.lowerBound].contains(UInt8(ascii: "|")),
                text.bytes[rule].contains(where: { "|+".utf8.contains($0) })
            else { continue }
            var end = text.lineEnd(from: position)
            while end < text.bytes.count {
                let next = end + 1..<text.lineEnd(from: end + 1)
                guard text.bytes[next].contains(UInt8(ascii: "|")) || isRule(at: next.lowerBound, in: text) else {
                    break
                }
                end = next.upperBound
            }
            let names = text.string(head..<rule.lowerBound).split { $0.isWhitespace || $0 == "|" }
            tables.append(
                Table(
                    rows: rule.upperBound..<end + 1,
                    namesValues: names.count > 1 && namesSetting(names[0]) && namesValue(names[1])))
            position = max(position, end)
        }
        return tables
    }

    /// Whether a column so called has the names of settings: `Variable_name`, `option_name`, `config_key`.
    static func namesSetting(_ head: some StringProtocol) -> Bool { settings.contains(lastWord(of: head)) }

    /// Whether one so called has their values: `setting`, `option_value`.
    static func namesValue(_ head: some StringProtocol) -> Bool { values.contains(lastWord(of: head)) }

    private static func lastWord(of head: some StringProtocol) -> String {
        head.lowercased().split { "_-. ".contains($0) }.last.map(String.init) ?? ""
    }

    private static let settings = Set(
        words: "name variable parameter param property setting key option config field attribute path")
    private static let values = Set(words: "setting value val")
}
