package import IncidentCore
internal import IncidentEngine
package import IncidentStore

/// Who is told next of an incident, unless somebody takes it or it ends before.
package struct NextNotify: Sendable, Equatable {
    /// `nil` where nobody knows, as of a digest that the tables do not have any more.
    package let at: Timestamp?
    /// Empty where nobody can be told.
    package let roles: [String]
    package let what: What
    /// Whether that comes only where nobody has been reached by then.
    package let isUnlessReached: Bool

    package enum What: Sendable, Equatable {
        case step
        /// Escalation gives up then.
        case end
        /// Escalation brings nobody: what it has begun goes out, or is tried again.
        case pages(OwedPages)
        /// The same, and nothing is owed: the digest tells it.
        case digest
    }

    package init(at: Timestamp?, roles: [String], what: What = .step, isUnlessReached: Bool = false) {
        (self.at, self.roles, self.what, self.isUnlessReached) = (at, roles, what, isUnlessReached)
    }

    /// `DevOps Lead in 3m (16:38 UTC)`, and `, unless somebody is reached by then`.
    package func words(at now: Timestamp, by clock: LocalClock = .utc) -> String {
        let nobody: String
        switch what {
        case .pages, .digest: return restText(at: now, by: clock).words
        case .step: nobody = "nobody is named for the next step,"
        case .end: nobody = "escalation gives up"
        }
        let who = roles.isEmpty ? nobody : roles.joined(separator: ", ")
        guard let at, at > now else { return "\(who) now" }
        let unless = isUnlessReached ? StoredEscalation.Sooner.Cause.unreached.words : ""
        return "\(who) \((at - now).waitWords) (\(at.shortWords(at: now, by: clock)))\(unless)"
    }

    /// What comes where escalation brings nobody: `4 pages are tried again, the first in 3 min (16:38 UTC): DevOps Lead`,
    /// `in the digest of DevOps Lead, 30 Nov 08:00 UTC`.
    func restText(at now: Timestamp, by clock: LocalClock) -> AnswerText {
        var text = AnswerText()
        switch what {
        case .step, .end: break
        case .pages(let owed):
            text.add(owed.words, .strong)
            text.add(owed.pages.count > 1 ? ", the first " : " ")
            text.add(coming: at ?? now, at: now, by: clock)
            text.add(": \(roles.shortNames)")
        case .digest:
            text.add("in the digest of \(roles.shortNames)")
            guard let at else { break }
            text.add(", ")
            text.add(clock: at, at: now, by: clock, .strong)
        }
        return text
    }
}

extension StoreReader {
    /// - Parameter incident: as it is stored.
    package func nextNotify(of incident: Incident, tables: RoutingTables) throws -> NextNotify? {
        guard incident.status != .resolved else { return nil }
        let standing = try standingEscalations(of: incident, tables: tables)
        return try nextNotify(
            of: incident, standing, tables: try tables.knowingOverrides(for: standing, self))
    }

    /// - Parameters:
    ///   - standing: as `standingEscalations` has them.
    ///   - tables: with the overrides of the rotas.
    func nextNotify(
        of incident: Incident, _ standing: [StoredEscalation], tables: RoutingTables
    ) throws -> NextNotify? {
        let step = standing.compactMap { stored -> (at: Timestamp, next: NextNotify)? in
            let next = stored.pastSteps(hours: tables.businessHours).telling
            guard let at = next.comesAt else { return nil }
            return (
                at: at,
                next: NextNotify(
                    at: at, roles: next.nextRecipients(in: incident, tables: tables)?.told ?? [],
                    what: next.next == .end ? .end : .step, isUnlessReached: next.sooner?.cause == .unreached)
            )
        }.min { $0.at < $1.at }?.next
        return try step ?? restToCome(of: incident, tables: tables)
    }

    /// What tells of an incident where its escalation brings nobody; `nil` where nothing does.
    func restToCome(of incident: Incident, tables: RoutingTables) throws -> NextNotify? {
        guard incident.isEscalating else { return nil }
        let owed = try owedPages(incidentID: incident.id)
        if let first = owed.firstAt { return NextNotify(at: first, roles: owed.contacts, what: .pages(owed)) }
        let roles = try digestsAwaited(byIncident: incident.id)
        guard !roles.isEmpty else { return nil }
        let turns = try digestTurns()
        let times = roles.compactMap { tables.nextDigest(for: $0, after: turns[$0] ?? incident.openedAt) }
        return NextNotify(at: times.min(), roles: roles, what: .digest)
    }
}
