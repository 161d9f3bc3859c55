internal import IncidentCore

/// An incident's timeline for the terminal: a heading a day; in a row the time, how long after the row before it, the lane and
/// the words. What is done over and over is folded; what people write keeps its lines.
struct TimelineReport {
    /// From this many on, entries of one kind after each other are folded.
    private static let folded = 4

    private let entries: [TimelineEntry]
    private let incidentID: Int64
    private let earlier: Int
    private let width: Int?
    private let folds: Bool

    /// - Parameters:
    ///   - entries: oldest first.
    ///   - earlier: how many came before them.
    ///   - width: columns of the terminal; `nil` cuts nothing.
    ///   - folds: whether what is done over and over is one row; how it went stands elsewhere then.
    init(_ entries: [TimelineEntry], of incidentID: Int64, earlier: Int, width: Int?, folds: Bool) {
        (self.entries, self.incidentID, self.earlier) = (entries, incidentID, earlier)
        (self.width, self.folds) = (width, folds)
    }

    var lines: [String] {
        var lines = ["Timeline (UTC)"]
        if earlier > 0 { lines.append("… \(earlier) before these: responder incident timeline \(incidentID)") }
        var (day, before): (Substring, Timestamp?) = ("", nil)
        for run in runs {
            guard let first = run.first, let last = run.last else { continue }
            // `2026-11-23 06:12:48 UTC`
            let text = first.at.readable
            if text.prefix(10) != day {
                day = text.prefix(10)
                lines.append(String(day))
            }
            let gap = before.map { first.at - $0 }.flatMap { $0 < .seconds(60) ? nil : "+\($0.prometheusRounded)" }
            let start = "  \(text.dropFirst(11).prefix(8))  \((gap ?? "").padded(to: 7)) "
            lines += rows(words(of: run), behind: start + first.lane.padded(to: 13))
            before = last.at
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

    /// Entries after each other that are shown as one.
    private var runs: [[TimelineEntry]] {
        let runs = entries.reduce(into: [[TimelineEntry]]()) { runs, entry in
            if let last = runs.last?.last, last.kind == entry.kind, entry.isFoldable, last.isFoldable {
                runs[runs.count - 1].append(entry)
            } else {
                runs.append([entry])
            }
        }
        return runs.flatMap { !folds || $0.count < Self.folded ? $0.map { [$0] } : [$0] }
    }

    private func words(of run: [TimelineEntry]) -> [String] {
        guard let first = run.first, let last = run.last else { return [] }
        let person = first.actor == TimelineDraft.ourselves ? "" : "\(first.actor.singleLine(limit: 80)): "
        let lines = "\(first.deedWords)\(person)\(first.summary)".printableLines.map { line in
            // What is set in stays so.
            let blanks = line.prefix { $0 == " " || $0 == "\t" }.count
            return String(repeating: " ", count: min(blanks, 16)) + line.singleLine(limit: 400)
        }
        guard run.count > 1 else { return lines }
        if first.kind == .collectorFinished { return ["\(run.count) collectors finished, see Diagnostics"] }
        let rest = "and \(run.count - 1) more like it until \(last.at.readable.dropFirst(11).prefix(8))"
        return ["\(lines.first ?? "") (\(rest))"]
    }
}

extension TimelineEntry {
    /// Whether it is one of many that the program writes by itself.
    fileprivate var isFoldable: Bool {
        guard actor == TimelineDraft.ourselves else { return false }
        switch kind {
        case .alertsAdded, .alertsEnded, .alertRejected, .bodyCut, .collectorFinished, .deliveryRetried, .notTold,
            .toldBySummary, .heldForDigest, .toldByDigest, .reconciled:
            return true
        default: return false
        }
    }

    /// What a person did, where the summary is only what it is about.
    fileprivate var deedWords: String {
        switch kind {
        case .noted: "note by "
        case .stepDone: "done by "
        case .stepUndone: "not done after all, says "
        default: ""
        }
    }

    fileprivate var lane: String {
        switch kind {
        case .opened, .classified, .alertsAdded, .alertsEnded, .alertsMoved, .alertRejected, .bodyCut, .alertDoubtful,
            .alertSettled, .keptOpen, .flapping, .flappingEnded, .priorityChanged, .leadChanged, .reconciled:
            "alerts"
        case .reopened, .resolved: actor == TimelineDraft.ourselves ? "alerts" : "people"
        case .acknowledged, .acknowledgementExpired, .acknowledgementOvertaken, .confirmationAsked,
            .confirmationMissed, .confirmationLapsed, .acknowledgementReminded, .unacknowledged, .snoozed, .handedOver,
            .escalated, .responderAdded, .noted, .stepDone, .stepUndone, .diagnosisRequested:
            "people"
        case .escalationStarted, .escalationStep, .escalationRepeated, .escalationRested, .escalationWoken,
            .escalationExhausted, .escalationHastened, .responseMissed, .silenced, .silenceEnded, .notTold,
            .heldForDigest, .toldByDigest, .toldBySummary, .nobodyTold, .nobodyOnCall, .clockStepped, .mended:
            "escalation"
        case .notificationSent, .deliveryRetried, .notificationFailed, .notificationCancelled: "messages"
        case .collectorFinished, .diagnosisFinished: "diagnostics"
        }
    }
}
