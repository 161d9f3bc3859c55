package import IncidentCore
package import IncidentEngine

/// Who would have been told of what was recorded, when and how often, beside what happened.
package struct SimulationReport: Encodable, Sendable {
    let from: String
    let until: String
    /// How many were played.
    let bodies: Int
    /// What the tables and what is compared are called.
    let tables: String
    @Explicit var comparedWith: String?
    /// What a reader must know to believe it.
    let notes: [String]
    let incidents: [ShownIncident]
    let contacts: [ShownContact]
    /// How many incidents differ; `nil` where nothing is compared.
    @Explicit var different: Int?

    enum CodingKeys: String, CodingKey {
        case from, until, bodies, tables, notes, incidents, contacts, different
        case comparedWith = "compared_with"
    }

    struct ShownIncident: Encodable, Sendable {
        let title: String
        let openedAt: String
        @Explicit var now: Standing?
        @Explicit var before: Standing?
        let messages: [ShownMessage]

        enum CodingKeys: String, CodingKey {
            case title, now, before, messages
            case openedAt = "opened_at"
        }
    }

    struct Standing: Encodable, Sendable {
        /// Its number where it happened; a simulated one has none that anybody could look up.
        @Explicit var id: Int64?
        let priority: String
        let policies: [String]
    }

    struct ShownMessage: Encodable, Sendable {
        @Explicit var at: String?
        @Explicit var before: String?
        let event: String
        let contact: String
        let method: String
        let reason: String
        /// `same`, `earlier`, `later`, `added`, `gone`; `nil` where nothing is compared.
        @Explicit var difference: String?
        @Explicit var seconds: Int64?
        /// It could not be delivered then.
        let failedBefore: Bool

        enum CodingKeys: String, CodingKey {
            case at, before, event, contact, method, reason, difference, seconds
            case failedBefore = "failed_before"
        }
    }

    struct ShownContact: Encodable, Sendable {
        let contact: String
        let now: ContactLoad
        @Explicit var before: ContactLoad?
    }

    /// What is played, and what it is called.
    package struct Subject: Sendable {
        package let simulation: Simulation
        /// From when on it is shown; what is played before only tells what was open by then.
        package let from: Timestamp
        package let tables: String
        package let comparedWith: String?
        package let notes: [String]
        /// Whether the other history has numbers that can be looked up.
        package let hasNumbers: Bool

        package init(
            _ simulation: Simulation, from: Timestamp, tables: String, comparedWith: String?, notes: [String],
            hasNumbers: Bool
        ) {
            self.simulation = simulation
            self.from = from
            self.tables = tables
            self.comparedWith = comparedWith
            self.notes = notes
            self.hasNumbers = hasNumbers
        }
    }

    /// - Parameters:
    ///   - tables: those that were simulated; their redactions apply to what others wrote.
    ///   - onlyDifferent: leaves out the incidents of which everybody hears as before.
    package init(
        _ subject: Subject, _ comparison: HistoryComparison, tables: RoutingTables, onlyDifferent: Bool = false
    ) {
        let isCompared = subject.comparedWith != nil
        from = subject.from.rfc3339
        until = subject.simulation.end.rfc3339
        bodies = subject.simulation.bodyCount
        self.tables = subject.tables
        comparedWith = subject.comparedWith
        notes = subject.notes
        different = isCompared ? comparison.incidents.count { $0.isDifferent } : nil
        incidents = comparison.incidents.filter { !onlyDifferent || !isCompared || $0.isDifferent }.map {
            ShownIncident($0, isCompared: isCompared, hasNumbers: subject.hasNumbers, tables.redactions)
        }
        let now = ContactLoad.all(comparison.incidents.compactMap(\.now), tables)
        let before = ContactLoad.all(comparison.incidents.compactMap(\.before), tables)
        contacts = Set(now.keys).union(before.keys).sorted().map { name in
            ShownContact(
                contact: name, now: now[name] ?? ContactLoad(),
                before: isCompared ? before[name] ?? ContactLoad() : nil)
        }
    }
}

extension SimulationReport.ShownIncident {
    fileprivate init(
        _ pair: HistoryComparison.Pair, isCompared: Bool, hasNumbers: Bool, _ redactions: Redactions
    ) {
        let shown = pair.past?.incident.redacted(by: redactions)
        self.init(
            title: shown?.title ?? "", openedAt: shown?.openedAt.rfc3339 ?? "",
            now: pair.now.map { .init(id: nil, $0) },
            before: pair.before.map { .init(id: hasNumbers ? $0.incident.id : nil, $0) },
            messages: pair.messages.map { .init($0, isCompared: isCompared) })
    }
}

extension SimulationReport.Standing {
    fileprivate init(id: Int64?, _ past: ToldHistory.Past) {
        self.init(id: id, priority: past.incident.priority.rawValue, policies: past.policies)
    }
}

extension SimulationReport.ShownMessage {
    fileprivate init(_ compared: ComparedMessage, isCompared: Bool) {
        let shown = compared.message
        var (difference, seconds): (String?, Int64?) = (nil, nil)
        if isCompared {
            switch compared.difference {
            case .same: difference = "same"
            case .earlier(let by): (difference, seconds) = ("earlier", by.wholeMilliseconds / 1000)
            case .later(let by): (difference, seconds) = ("later", by.wholeMilliseconds / 1000)
            case .added: difference = "added"
            case .gone: difference = "gone"
            }
        }
        self.init(
            at: compared.now?.at.rfc3339, before: compared.before?.at.rfc3339, event: shown.kind.text,
            contact: shown.contact, method: shown.method.text, reason: shown.reason, difference: difference,
            seconds: seconds, failedBefore: compared.before?.isFailed ?? false)
    }
}
