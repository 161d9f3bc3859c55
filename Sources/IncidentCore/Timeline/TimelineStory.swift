/// A timeline as people read it, on a page and at a terminal: each entry in its lane, the time between them, and in one row
/// what only machines did, the deliveries of one message to several endpoints, and what the program does over and over.
package struct TimelineStory: Sendable, Equatable {
    /// From this many on, entries of one kind after each other are folded.
    private static let repeated = 4

    package let rows: [Row]

    package struct Row: Sendable, Equatable {
        /// The first; more than one where they are folded.
        package let entries: [TimelineEntry]
        /// What stands for all of them, and for one delivery without the endpoint's answer; `nil` for one that stands for itself.
        package let folded: String?
        /// Since the row before it; `nil` for the first, and for what came at the same time.
        package let after: Duration?

        package var entry: TimelineEntry { entries[0] }
        package var lane: TimelineLane { entry.lane }
        package var isNote: Bool { entry.kind == .noted }
        /// Who did it; `nil` where the program did.
        package var person: String? { entry.isOurs ? nil : entry.actor }
    }

    /// - Parameters:
    ///   - entries: oldest first.
    ///   - folds: whether several may be one row; else each is its own.
    package init(_ entries: [TimelineEntry], folds: Bool = true) {
        var last: Timestamp?
        rows = (folds ? Self.runs(of: entries) : entries.map { [$0] }).map { run in
            let time = run[0].at
            let after = last.map { time - $0 }.flatMap { $0 >= .seconds(1) ? $0 : nil }
            last = run.last?.at
            let isFolded = run.count > 1 || folds && run[0].delivery != nil
            return Row(entries: run, folded: isFolded ? Self.words(of: run) : nil, after: after)
        }
    }

    private init(rows: [Row]) { self.rows = rows }

    /// Its last rows.
    package func newest(_ count: Int) -> TimelineStory { TimelineStory(rows: Array(rows.suffix(count))) }

    /// Those after each other that are shown as one; none is empty.
    private static func runs(of entries: [TimelineEntry]) -> [[TimelineEntry]] {
        let runs = entries.reduce(into: [[TimelineEntry]]()) { runs, entry in
            if let last = runs.last?.last, entry.goesOn(from: last) {
                runs[runs.count - 1].append(entry)
            } else {
                runs.append([entry])
            }
        }
        return runs.flatMap { run in
            run[0].isMachinery || run[0].delivery != nil || run.count >= repeated ? [run] : run.map { [$0] }
        }
    }

    private static func words(of run: [TimelineEntry]) -> String {
        if run[0].isMachinery { return wordsOfMachinery(run) }
        let deliveries = run.compactMap(\.delivery)
        return deliveries.isEmpty ? wordsOfRepeated(run) : TimelineDelivery.words(of: deliveries)
    }

    /// `A now firing (and 4 more like it within 12 s)`
    private static func wordsOfRepeated(_ run: [TimelineEntry]) -> String {
        let time = (run.last?.at ?? run[0].at) - run[0].at
        let within = time < .seconds(1) ? "" : " within \(time.spoken)"
        return "\(run[0].summary.singleLine(limit: 400)) (and \(run.count - 1) more like it\(within))"
    }

    /// `5 collectors, all worked; diagnosis finished 412 ms after it was asked for`
    private static func wordsOfMachinery(_ group: [TimelineEntry]) -> String {
        let runs = group.filter { $0.kind == .collectorFinished }.map(\.summary)
        let count = "\(runs.count) collector\(runs.count == 1 ? "" : "s")"
        let failed = runs.filter { run in
            ["\" failed", "\" was stopped", "\" was not run"].contains { run.contains($0) }
        }
        let ended =
            failed.isEmpty
            ? (runs.allSatisfy { $0.contains("\" succeeded") } ? ", all worked" : "")
            : ", \(failed.count) did not work: \(failed.compactMap(\.quotedName).shortNames)"
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
