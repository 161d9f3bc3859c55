extension OutputDifference {
    /// What a message says of it in a line: `api: revision 41 -> 42, 2 pods of api replaced`; `nil` where
    /// nothing has changed.
    package var summary: String? { summary(within: .max) }

    /// - Parameter limit: so many Unicode scalars, in whole phrases; one that alone is longer is cut.
    func summary(within limit: Int) -> String? {
        guard count > 0 else { return nil }
        let phrases = phrases
        for kept in stride(from: phrases.count, to: 0, by: -1) {
            let more = count - phrases.prefix(kept).reduce(0) { $0 + $1.count }
            let words = phrases.prefix(kept).map(\.words) + (more > 0 ? ["\(more) more changed"] : [])
            let line = words.joined(separator: ", ")
            if line.unicodeScalars.count <= limit { return line }
            guard kept == 1 else { continue }
            let rest = words.dropFirst().map { ", \($0)" }.joined()
            return words[0].onePrintableLine(limit: limit - rest.count) + rest
        }
        return "\(count) changed"
    }

    /// The most telling first, each with how many differences it is about.
    private var phrases: [(words: String, count: Int)] {
        var (replaced, rest) = ([(words: String, count: Int)](), changes)
        for (workload, pods) in changes.filter({ $0.kind != .changed && $0.isOfPod }).byWorkload {
            let count = min(pods.count { $0.kind == .added }, pods.count { $0.kind == .removed })
            guard count > 0 else { continue }
            replaced.append(("\(count) \(count == 1 ? "pod" : "pods") of \(workload) replaced", 2 * count))
            // Those beyond are named below.
            for kind in [OutputChange.Kind.added, .removed] {
                let gone = Set(pods.filter { $0.kind == kind }.prefix(count).map(\.row))
                rest.removeAll { $0.kind == kind && gone.contains($0.row) }
            }
        }
        var changed: [(words: String, count: Int)] = []
        for (workload, pods) in rest.filter({ $0.kind == .changed }).byWorkload where pods.count > 1 {
            changed.append(("\(pods.count) pods of \(workload) changed\(pods.sameWay)", pods.count))
            rest.removeAll(where: pods.contains)
        }
        changed += rest.filter { $0.kind == .changed }.map { ($0.words, 1) }
        let lists = [(OutputChange.Kind.added, "new"), (.removed, "gone")].compactMap { kind, name in
            let rows = rest.filter { $0.kind == kind }.map(\.row)
            return rows.isEmpty ? nil : (words: "\(name): \(rows.shortNames)", count: rows.count)
        }
        return changed.prefix(2) + replaced + lists
    }

    /// The same as a finding of a collector, with the time with which it is compared; in one line of 200 characters.
    package func finding(
        of collector: String, since baseline: Timestamp, level: FindingLevel = .warning
    ) -> Finding? {
        summary(within: 170).map {
            Finding(
                collector: collector, level: level,
                text: "\($0.onePrintableLine(limit: 170)) since \(baseline.readable.prefix(16)) UTC", isChanged: true)
        }
    }
}

extension OutputChange {
    /// `text`, where a column's name need not be told from words.
    fileprivate var words: String {
        guard cells.first?.column == "REVISION" else { return text }
        let cause = cells.dropFirst().first.flatMap(\.after).map { " (\($0))" } ?? ""
        let name = row.split(separator: "/").last ?? ""
        return "\(name): revision \(cells[0].before ?? "") -> \(cells[0].after ?? "")\(cause)"
    }

    /// Of a row of which all cells are known.
    fileprivate var isOfPod: Bool { cells.contains { $0.column == "RESTARTS" } }
}

extension [OutputChange] {
    /// Pods by what made them: one of a deployment is followed by another name.
    fileprivate var byWorkload: [(workload: String, pods: [OutputChange])] {
        Dictionary(grouping: self) { PodName.workload(of: $0.row) ?? "" }
            .filter { !$0.key.isEmpty }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// `: Running -> CrashLoopBackOff` where the state of all has changed so, or whatever else has; else nothing.
    fileprivate var sameWay: String {
        let states = map { $0.cells.first { $0.column == "STATUS" } }
        if let state = states[0], states.allSatisfy({ $0 == state }) {
            return ": \(state.before ?? "") -> \(state.after ?? "")"
        }
        return allSatisfy { $0.cells == self[0].cells } ? ": \(self[0].cells.map(\.text).joined(separator: ", "))" : ""
    }
}

/// The names that Kubernetes makes up.
enum PodName {
    /// Of `api-7d9c6b5f4-2xkqv` it is `api`, of `backup-28900000-x2x4z` `backup`; `nil` where a name is written by people.
    ///
    /// The endings are of apimachinery's `rand.String`: five characters for a pod, up to ten for the hash of a template.
    static func workload(of name: String) -> String? {
        var parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 1, let end = parts.popLast(), end.utf8.count == 5, isMadeUp(end) else { return nil }
        if parts.count > 1, let hash = parts.last, (6...10).contains(hash.utf8.count),
            isMadeUp(hash) || Int(hash) != nil
        {
            parts.removeLast()
        }
        let workload = parts.joined(separator: "-")
        return workload.isEmpty ? nil : workload
    }

    /// Whether it has only the letters and digits of such endings.
    static func isMadeUp(_ text: Substring) -> Bool {
        text.allSatisfy { "bcdfghjklmnpqrstvwxz2456789".contains($0) }
    }
}
