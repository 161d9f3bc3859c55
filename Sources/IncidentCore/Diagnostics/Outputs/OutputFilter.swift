/// What a runbook does with `| grep`, `| head` and so on, done on the captured output.
package enum OutputFilter: Sendable, Equatable {
    case grep(Grep)
    /// The first lines.
    case head(Int)
    /// The last lines.
    case tail(Int)
    /// By bytes, or by the number a line begins with.
    case sort(numeric: Bool = false, reversed: Bool = false)
    /// Of equal lines after each other, one; with `count` preceded by how many there were, as `uniq -c` prints it.
    case uniq(count: Bool = false)
    /// The number of lines.
    case wcLines

    /// The lines of `text` that the filter leaves, each with a line end.
    package func apply(to text: String) -> String { [self].apply(to: text) }

    fileprivate func apply(to lines: [Substring]) -> [Substring] {
        switch self {
        case .grep(let grep): grep.apply(to: lines)
        case .head(let count): Array(lines.prefix(max(0, count)))
        case .tail(let count): Array(lines.suffix(max(0, count)))
        case .sort(let numeric, let reversed): Self.sorted(lines, numeric: numeric, reversed: reversed)
        case .uniq(let count): Self.unique(lines, count: count)
        case .wcLines: ["\(lines.count)"]
        }
    }

    private static func sorted(_ lines: [Substring], numeric: Bool, reversed: Bool) -> [Substring] {
        let keyed = lines.map { (number: numeric ? $0.leadingNumber : 0, line: $0) }
        let ascending = keyed.sorted { $0.number != $1.number ? $0.number < $1.number : $0.line < $1.line }.map(\.line)
        return reversed ? ascending.reversed() : ascending
    }

    private static func unique(_ lines: [Substring], count: Bool) -> [Substring] {
        var runs: [(line: Substring, times: Int)] = []
        for line in lines {
            if runs.last?.line == line {
                runs[runs.count - 1].times += 1
            } else {
                runs.append((line, 1))
            }
        }
        guard count else { return runs.map(\.line) }
        return runs.map { run in
            let number = String(run.times)
            return String(repeating: " ", count: max(0, 7 - number.count)) + number + " " + run.line
        }
    }
}

extension [OutputFilter] {
    /// One filter after the other, as a pipe would.
    package func apply(to text: String) -> String {
        guard !isEmpty else { return text }
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Substring.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        for filter in self { lines = filter.apply(to: lines) }
        return lines.reduce(into: "") { $0 += $1 + "\n" }
    }
}

extension Substring {
    /// As `sort -n` reads it: blanks, then a number; 0 when there is none.
    fileprivate var leadingNumber: Double {
        let number = drop { $0 == " " || $0 == "\t" }.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
        return Double(number) ?? 0
    }
}
