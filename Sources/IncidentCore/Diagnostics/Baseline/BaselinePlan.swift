/// Which questions are asked while nothing is wrong: those that need no alert, and those that incidents asked not long ago.
package struct BaselinePlan: Sendable {
    /// So long after an incident asked it.
    package static let keptFor: Duration = .seconds(7 * 86400)
    /// Of those that incidents asked, the latest.
    package static let questionsPerCollector = 16

    /// To be stored.
    package let added: [BaselineQuestion]
    /// To be removed, with their baselines.
    package let forgotten: [Int64]
    /// The next of those that stay.
    package let next: (stored: StoredBaselineQuestion, collector: Collector)?

    package init(
        stored: [StoredBaselineQuestion], collectors: [Collector], redactions: Redactions, at now: Timestamp
    ) {
        let standing = Set(collectors.compactMap { $0.standingQuestion(redactions: redactions) })
        var kept: [(stored: StoredBaselineQuestion, collector: Collector)] = []
        var counts: [String: Int] = [:]
        for one in stored.sorted(by: { ($1.askedAt, $1.id) < ($0.askedAt, $0.id) }) {
            let name = one.question.collector
            guard let collector = collectors.first(where: { $0.name == name }),
                // Another command since the tables were changed.
                collector.baselineQuestion(about: one.labels, redactions: redactions) == one.question
            else { continue }
            if !standing.contains(one.question) {
                guard now - one.askedAt < Self.keptFor, counts[name, default: 0] < Self.questionsPerCollector else {
                    continue
                }
                counts[name, default: 0] += 1
            }
            kept.append((one, collector))
        }
        added = standing.subtracting(kept.map(\.stored.question)).sorted { $0.collector < $1.collector }
        forgotten = Set(stored.map(\.id)).subtracting(kept.map(\.stored.id)).sorted()
        next = kept.min { ($0.stored.dueAt, $0.stored.id) < ($1.stored.dueAt, $1.stored.id) }
    }
}
