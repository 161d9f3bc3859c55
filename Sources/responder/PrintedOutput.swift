internal import IncidentCore

/// What a collector wrote, so that no terminal follows anything in it.
struct PrintedOutput {
    /// Lines that are shown before the marked one and behind it.
    private static let reach = 10

    /// Without the end of the last one.
    let lines: [String]

    init(_ output: String) {
        // Line by line as findings count them. A carriage return alone would let the end of a line hide its beginning.
        var lines = output.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            String(Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line))
                .withVisibleControls.replacing("\r", with: "\u{FFFD}")
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        self.lines = lines
    }

    var text: String { lines.joined(separator: "\n") }

    /// A line, marked, with those around it; each with its number.
    func excerpt(around number: Int) throws -> String {
        guard lines.indices.contains(number - 1) else {
            throw CommandFailure("line \(number) is not there, the output has \(lines.count)", isUsage: true)
        }
        let shown = max(1, number - Self.reach)...min(lines.count, number + Self.reach)
        let width = String(shown.upperBound).count
        return shown.map { place in
            let digits = String(place)
            let padded = String(repeating: " ", count: width - digits.count) + digits
            return "\(place == number ? ">" : " ") \(padded)  \(lines[place - 1])"
        }.joined(separator: "\n")
    }
}
