internal import IncidentCore

/// An incident's timeline for the terminal: a heading a day; in a row the time, how long after the row before it, the lane and
/// the words. What people write keeps its lines.
struct TimelineReport {
    private let story: TimelineStory
    private let incidentID: Int64
    private let earlier: Int
    private let width: Int?

    /// - Parameters:
    ///   - earlier: how many entries came before those of the story.
    ///   - width: columns of the terminal; `nil` cuts nothing.
    init(_ story: TimelineStory, of incidentID: Int64, earlier: Int, width: Int?) {
        (self.story, self.incidentID, self.earlier, self.width) = (story, incidentID, earlier, width)
    }

    var lines: [String] {
        var lines = ["Timeline (UTC)"]
        if earlier > 0 { lines.append("… \(earlier) before these: responder incident timeline \(incidentID)") }
        var day: Substring = ""
        for row in story.rows {
            // `2026-11-23 06:12:48 UTC`
            let text = row.entry.at.readable
            if text.prefix(10) != day {
                day = text.prefix(10)
                lines.append(String(day))
            }
            let gap = row.after.map { "+\($0.prometheusRounded)" } ?? ""
            let start = "  \(text.dropFirst(11).prefix(8))  \(gap.padded(to: 7)) \(row.lane.rawValue.padded(to: 13))"
            lines += rows(row.lines, behind: start)
        }
        return lines
    }

    private func rows(_ words: [String], behind start: String) -> [String] {
        let indent = String(repeating: " ", count: start.columnCount)
        return words.enumerated().flatMap { place, line in
            let row = (place == 0 ? start : indent) + line
            guard let width else { return [row] }
            // Notes are read, rows are looked over.
            return words.count > 1 ? row.wrapped(toColumns: width, indent: indent) : [row.cut(toColumns: width)]
        }
    }
}

extension TimelineStory.Row {
    fileprivate var lines: [String] {
        let words = folded ?? "\(deedWords)\(person.map { "\($0.singleLine(limit: 80)): " } ?? "")\(entry.summary)"
        return words.printableLines.map { line in
            // What is set in stays so.
            let blanks = line.prefix { $0 == " " || $0 == "\t" }.count
            return String(repeating: " ", count: min(blanks, 16)) + line.singleLine(limit: 400)
        }
    }

    /// What a person did, where the summary is only what it is about.
    private var deedWords: String {
        switch entry.kind {
        case .noted: "note by "
        case .stepDone: "done by "
        case .stepUndone: "not done after all, says "
        default: ""
        }
    }
}
