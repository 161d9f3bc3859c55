internal import IncidentCore

/// What of an output stands on the incident's page: around the lines that findings rest on, else its beginning. The line of
/// the most urgent finding comes first, whatever stands before it in the output.
package struct OutputExcerpt: Sendable, Equatable {
    package struct Line: Sendable, Equatable {
        /// From 1.
        package let number: Int
        package let text: String
        /// Whether a finding rests on it.
        package let isMarked: Bool
        /// How many lines are left out in front of it.
        package let skipped: Int
        /// Whether it stands before the line that is shown in front of it.
        package let goesBack: Bool
        /// A value for each column of the table; empty where there is none.
        package let cells: [String]
    }

    package let lines: [Line]
    /// Of a table that is all there is; empty where it is no table.
    package let columns: [String]
    private let lineCount: Int
    /// Whether it is known how the output goes on.
    private let isWhole: Bool
    /// How many lines the output has; `nil` where nobody has counted them.
    package var count: Int? { isWhole ? lineCount : nil }
    /// How many lines come behind the last, as far as they are known.
    package var skippedAtEnd: Int { lineCount - (lines.map(\.number).max() ?? 0) }
    package var markedCount: Int { lines.count(where: \.isMarked) }

    /// So many lines stand in front of and behind a marked one.
    static let reach = 10
    /// So many of an output without a mark.
    private static let beginning = 30
    private static let lineLimit = 120
    private static let columnLimit = 14
    /// Characters of a line; who needs more opens all of it.
    private static let width = 600

    /// - Parameters:
    ///   - marked: line numbers, from 1.
    ///   - first: the marked line that matters most.
    ///   - isWhole: whether `output` is all of it.
    ///   - room: how many characters it may have at the most; the first line stands in any case.
    package init(_ output: String, marked: Set<Int>, first: Int? = nil, isWhole: Bool = true, room: Int = 16_000) {
        self.isWhole = isWhole
        let all = PrintedLine.all(of: output)
        lineCount = all.count
        let marked = marked.filter { $0 <= all.count }
        let table = Self.columns(of: all)
        columns = table ?? []
        var (lines, room, last, isFirst) = ([Line](), room, 0, true)
        for number in Self.numbers(around: marked, of: all.count, beginningAt: first).prefix(Self.lineLimit) {
            let line = all[number - 1]
            var cells: [String] = []
            if table != nil {
                guard case .row(let values, _) = line.kind else {
                    last = number == last + 1 ? number : last
                    continue
                }
                cells = values.map { String($0).shown(Self.width) }
            }
            let text = table == nil ? String(line.text).shown(Self.width) : ""
            room -= max(text.utf8.count, line.text.utf8.count)
            guard isFirst || room >= 0 else { break }
            isFirst = false
            // Behind what it went back for, those stand above that it began with.
            let above = lines.count { $0.number > last && $0.number < number }
            lines.append(
                Line(
                    number: number, text: text, isMarked: marked.contains(number),
                    skipped: max(0, number - last - 1 - above), goesBack: number < last, cells: cells))
            last = number
        }
        self.lines = lines
    }

    /// Of what is one table and nothing else.
    private static func columns(of all: [(text: Substring, kind: PrintedLine)]) -> [String]? {
        var found: [String]?
        var rows = 0
        for line in all {
            switch line.kind {
            case .empty: continue
            case .columns(let columns):
                guard found == nil, columns.count <= columnLimit else { return nil }
                found = columns
            case .row: rows += 1
            case .text: return nil
            }
        }
        return rows > 0 ? found : nil
    }

    /// The lines to show, in order, but for those around the first.
    private static func numbers(around marked: Set<Int>, of count: Int, beginningAt first: Int?) -> [Int] {
        guard !marked.isEmpty else { return count > 0 ? Array(1...min(count, beginning)) : [] }
        let first = first.flatMap { marked.contains($0) ? $0 : nil }
        let wanted = [first].compactMap(\.self) + marked.sorted().prefix(lineLimit)
        let near = wanted.reduce(into: Set<Int>()) { near, line in
            near.formUnion(max(1, line - reach)...min(count, line + reach))
        }
        guard let first else { return near.sorted() }
        // Not so far before it that there would be no room for it.
        let begin = (max(1, first - 2 * reach)...first).reversed().prefix(while: near.contains).last ?? first
        let end = (first...count).prefix(while: near.contains).last ?? first
        return Array(begin...end) + near.filter { $0 < begin || $0 > end }.sorted()
    }
}
