extension OutputDifference {
    /// What a message says of it in a line: `api: revision 41 -> 42, 2 pods of api replaced`; `nil` where
    /// nothing has changed.
    package var summary: String? {
        guard count > 0 else { return nil }
        var (words, rest) = ([String](), changes)
        for (workload, pods) in changes.podsByWorkload {
            let replaced = min(pods.count { $0.kind == .added }, pods.count { $0.kind == .removed })
            guard replaced > 0 else { continue }
            words.append("\(replaced) \(replaced == 1 ? "pod" : "pods") of \(workload) replaced")
            // Those beyond are named below.
            for kind in [OutputChange.Kind.added, .removed] {
                let gone = Set(pods.filter { $0.kind == kind }.prefix(replaced).map(\.row))
                rest.removeAll { $0.kind == kind && gone.contains($0.row) }
            }
        }
        let changed = rest.filter { $0.kind == .changed }.prefix(2)
        let more = rest.count { $0.kind == .changed } - changed.count + omitted
        let lists = [(OutputChange.Kind.added, "new"), (.removed, "gone")].compactMap { kind, name -> String? in
            let rows = rest.filter { $0.kind == kind }.map(\.row)
            return rows.isEmpty ? nil : "\(name): \(rows.shortList)"
        }
        words = changed.map(\.words) + words + lists
        return (words + (more > 0 ? ["\(more) more changed"] : [])).joined(separator: ", ")
    }

    /// The same as a finding of a collector, with the time with which it is compared; in one line of 200 characters.
    package func finding(of collector: String, since baseline: Timestamp) -> Finding? {
        summary.map {
            Finding(
                collector: collector, level: .warning,
                text: "\($0.onePrintableLine(limit: 170)) since \(baseline.readable.prefix(16)) UTC",
                isChanged: true)
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
}

extension [OutputChange] {
    /// New and gone pods, by what made them: one of a deployment is followed by another name.
    fileprivate var podsByWorkload: [(workload: String, pods: [OutputChange])] {
        let pods = filter { change in change.kind != .changed && change.cells.contains { $0.column == "RESTARTS" } }
        return Dictionary(grouping: pods) { PodName.workload(of: $0.row) ?? "" }
            .filter { !$0.key.isEmpty }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
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

    private static func isMadeUp(_ text: Substring) -> Bool {
        text.allSatisfy { "bcdfghjklmnpqrstvwxz2456789".contains($0) }
    }
}
