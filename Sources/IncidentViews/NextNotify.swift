package import IncidentCore
internal import IncidentEngine
package import IncidentStore

/// Who is told next of an incident, unless somebody takes it or it ends before.
package struct NextNotify: Sendable, Equatable {
    package let at: Timestamp
    /// Empty where nobody can be told.
    package let roles: [String]
    /// Whether escalation gives up then.
    package let isEnd: Bool
    /// Whether that comes only where nobody has been reached by then.
    package let isUnlessReached: Bool

    package init(at: Timestamp, roles: [String], isEnd: Bool = false, isUnlessReached: Bool = false) {
        (self.at, self.roles, self.isEnd, self.isUnlessReached) = (at, roles, isEnd, isUnlessReached)
    }

    /// `DevOps Lead in 3m (16:38 UTC)`, and `, unless somebody is reached by then`.
    package func words(at now: Timestamp, by clock: LocalClock = .utc) -> String {
        let nobody = isEnd ? "escalation gives up" : "nobody is named for the next step,"
        let who = roles.isEmpty ? nobody : roles.joined(separator: ", ")
        guard at > now else { return "\(who) now" }
        let unless = isUnlessReached ? StoredEscalation.Sooner.Cause.unreached.words : ""
        return "\(who) \((at - now).waitWords) (\(at.shortWords(at: now, by: clock)))\(unless)"
    }
}

extension StoreReader {
    /// - Parameter incident: as it is stored.
    package func nextNotify(of incident: Incident, tables: RoutingTables) throws -> NextNotify? {
        guard incident.status != .resolved else { return nil }
        let standing = try standingEscalations(of: incident, tables: tables)
        let today = try tables.knowingOverrides(for: standing, self)
        return standing.compactMap { stored -> NextNotify? in
            let next = stored.pastSteps(hours: today.businessHours).telling
            guard let at = next.comesAt else { return nil }
            return NextNotify(
                at: at, roles: next.nextRecipients(in: incident, tables: today)?.told ?? [],
                isEnd: next.next == .end, isUnlessReached: next.sooner?.cause == .unreached)
        }.min { $0.at < $1.at }
    }
}
