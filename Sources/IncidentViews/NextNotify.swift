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

    package init(at: Timestamp, roles: [String], isEnd: Bool = false) {
        (self.at, self.roles, self.isEnd) = (at, roles, isEnd)
    }

    /// `DevOps Lead in 3m (16:38 UTC)`.
    package func words(at now: Timestamp, by clock: LocalClock = .utc) -> String {
        let nobody = isEnd ? "escalation gives up" : "nobody is named for the next step,"
        let who = roles.isEmpty ? nobody : roles.joined(separator: ", ")
        return at > now ? "\(who) \((at - now).waitWords) (\(at.shortWords(at: now, by: clock)))" : "\(who) now"
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
                isEnd: next.next == .end)
        }.min { $0.at < $1.at }
    }
}
