/// A timeline as people read it: with the time between its entries, and what only machines did in one line.
package struct TimelineStory: Sendable, Equatable {
    package let rows: [Row]

    package struct Row: Sendable, Equatable {
        /// The first; more than one where they are folded.
        package let entries: [TimelineEntry]
        /// What stands for all of them; `nil` for one that stands for itself.
        package let folded: String?
        /// Since the row before it; `nil` for the first, and for what came at the same time.
        package let after: Duration?

        package var entry: TimelineEntry { entries[0] }
        package var lane: TimelineLane { entry.lane }
        package var isNote: Bool { entry.kind == .noted }
    }

    /// - Parameter entries: oldest first.
    package init(_ entries: [TimelineEntry]) {
        var groups: [[TimelineEntry]] = []
        for entry in entries {
            if entry.isMachinery, let last = groups.last?.last, last.isMachinery, last.kind != .diagnosisFinished {
                groups[groups.count - 1].append(entry)
            } else {
                groups.append([entry])
            }
        }
        var last: Timestamp?
        rows = groups.map { group in
            let time = group[0].at
            let after = last.map { time - $0 }.flatMap { $0 >= .seconds(1) ? $0 : nil }
            last = group.last?.at
            return Row(entries: group, folded: group.count > 1 ? Self.words(of: group) : nil, after: after)
        }
    }

    /// `5 collectors, all worked; diagnosis finished 412 ms after it was asked for`
    private static func words(of group: [TimelineEntry]) -> String {
        let runs = group.filter { $0.kind == .collectorFinished }.map(\.summary)
        let count = "\(runs.count) collector\(runs.count == 1 ? "" : "s")"
        let failed = runs.filter { run in
            ["\" failed", "\" was stopped", "\" was not run"].contains { run.contains($0) }
        }
        let ended =
            failed.isEmpty
            ? (runs.allSatisfy { $0.contains("\" succeeded") } ? ", all worked" : "")
            : ", \(failed.count) did not work: \(failed.compactMap(\.quotedName).shortList)"
        let end = group.last.flatMap { $0.kind == .diagnosisFinished ? "; \($0.summary)" : nil } ?? ""
        return count + ended + end
    }
}

extension String {
    /// The first word in quotation marks.
    fileprivate var quotedName: String? {
        let parts = split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count > 2 ? String(parts[1]) : nil
    }
}
