internal import IncidentCore

/// What became of each line of a runbook, to be read beside it.
package struct RunbookProof {
    private let reading: RunbookReading

    package init(_ reading: RunbookReading) { self.reading = reading }

    /// One line for each line of the runbook, and a last one that counts them.
    package var text: String {
        let width = String(reading.lines.count).count
        let lines = reading.lines.map { line in
            let number = String(line.number)
            let source = line.text.onePrintableLine(limit: Self.sourceWidth)
            let becomes = line.becomes.isEmpty ? "" : " -> \(line.becomes.onePrintableLine(limit: 1000))"
            return String(repeating: " ", count: width - number.count) + number + "  "
                + line.kind.rawValue.padded(to: Self.kindWidth) + "  "
                + source.padded(to: Self.sourceWidth) + "  " + line.rule.onePrintableLine(limit: 400) + becomes
        }
        return (lines + [counts]).map { $0 + "\n" }.joined()
    }

    private static let kindWidth = 14
    private static let sourceWidth = 60

    package var counts: String {
        let kinds = RunbookLine.Kind.allCases.map { kind in
            "\(reading.lines.count { $0.kind == kind }) \(kind.rawValue)"
        }
        return "\(reading.file): \(reading.lines.count) lines: \(kinds.joined(separator: ", "))"
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - unicodeScalars.count))
    }
}
