internal import IncidentCore

/// How lines are drawn in place of those before them on a terminal.
struct WatchScreen: Sendable {
    /// Whether the end counts as much as the beginning where there is no room for all.
    let keepsEnd: Bool

    /// - Parameters:
    ///   - rows: of the terminal.
    ///   - columns: likewise; a longer line takes several rows.
    ///   - isFirst: whether something else stands there.
    func drawing(_ lines: [String], rows: Int, columns: Int?, isFirst: Bool) -> String {
        // Without clearing first, so that it does not flicker: each line clears its rest, and the last what is below it.
        let fitting = fitted(lines, rows: rows, columns: columns)
        return (isFirst ? "\u{1B}[2J" : "") + "\u{1B}[H" + fitting.map { "\($0)\u{1B}[K\n" }.joined() + "\u{1B}[J"
    }

    /// As many as have room above the cursor's row, and how many are left out.
    func fitted(_ lines: [String], rows: Int, columns: Int?) -> [String] {
        let heights = lines.map { Self.height(of: $0, columns: columns) }
        guard heights.reduce(0, +) > rows - 1 else { return lines }
        let room = max(1, rows - 2)
        let end = keepsEnd ? Self.count(of: heights.reversed(), within: room / 2) : 0
        let used = heights.suffix(end).reduce(0, +)
        let beginning = Self.count(of: heights.dropLast(end), within: room - used)
        let left = lines.count - beginning - end
        let rest = "… \(left) more line\(left == 1 ? "" : "s"); without --watch all are shown"
        return lines.prefix(beginning) + [rest] + lines.suffix(end)
    }

    private static func height(of line: String, columns: Int?) -> Int {
        guard let columns, columns > 0 else { return 1 }
        return max(1, (line.columnCount + columns - 1) / columns)
    }

    private static func count(of heights: some Sequence<Int>, within room: Int) -> Int {
        var (count, left) = (0, room)
        for height in heights {
            left -= height
            guard left >= 0 else { break }
            count += 1
        }
        return count
    }
}
