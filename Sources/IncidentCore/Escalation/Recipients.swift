/// Whom a place in a policy tells by the contacts of today.
///
/// A policy is frozen onto its incident, and the contacts may change under it. Who is named there and is no contact any
/// more has stand-ins: those whom today's tables name at the same place.
package struct Recipients: Sendable, Equatable {
    /// Of those whom the policy names the ones that can be told.
    package let named: [String]
    /// Those that no contact has any more, or none with a way to be reached.
    package let missing: [String]
    /// Who is told in their place; empty where today's tables name nobody else either.
    package let standIns: [String]
    /// Of the roles that a rota fills, who has them, for people.
    private let holders: [String: String]

    /// Where in a policy somebody is named.
    package enum Place: Sendable, Equatable {
        /// From 0.
        case step(Int)
        case lastResort
    }

    /// - Parameters:
    ///   - roles: whom the policy names there.
    ///   - policy: its name. Today's policy of that name stands in for it, and otherwise the one that the incident would
    ///     have today.
    package init(
        of roles: [String], at place: Place, of policy: String, in incident: Incident, tables: RoutingTables
    ) {
        let named = roles.filter(tables.contacts.canTell)
        self.named = named
        holders = tables.contacts.holderWords
        missing = roles.filter { !tables.contacts.canTell($0) }
        guard !missing.isEmpty else {
            standIns = []
            return
        }
        let today = [
            tables.policies.first { $0.policy.name == policy }?.policy,
            tables.policy(for: incident.priority, labels: incident.labels),
        ]
        let found = today.compactMap { $0?.roles(at: place).filter(tables.contacts.canTell) }.first { !$0.isEmpty }
        standIns = (found ?? []).filter { !named.contains($0) }
    }

    /// Everybody who is told, in this order.
    package var told: [String] { named + standIns }

    /// What follows the reason of what stand-ins are told: `, in place of B, which contacts.yaml no longer has`.
    package var inPlace: String { "\(Fallback.inPlaceOf)\(missingWords)" }

    /// `A, C (in place of B, which contacts.yaml no longer has)`.
    package var words: String {
        guard !missing.isEmpty else { return list(named) }
        guard !told.isEmpty else {
            return vacant.isEmpty ? "nobody (contacts.yaml no longer has \(list(gone)))" : "nobody (\(missingWords))"
        }
        let part = standIns.isEmpty ? "and not" : "in place of"
        return "\(list(told)) (\(part) \(missingWords))"
    }

    /// Those that contacts.yaml has no more.
    package var gone: [String] { missing.filter { holders[$0] == nil } }
    /// Those that a rota fills, and nobody is on call.
    private var vacant: [String] { missing.filter { holders[$0] != nil } }

    private var missingWords: String {
        let words = [
            gone.isEmpty ? nil : "\(list(gone)), which contacts.yaml no longer has",
            vacant.isEmpty ? nil : "\(vacant.joined(separator: ", ")), for which nobody is on call",
        ]
        return words.compactMap(\.self).joined(separator: ", and ")
    }

    private func list(_ roles: [String]) -> String {
        roles.map { (holders[$0] ?? $0).singleLine(limit: holders[$0] == nil ? 100 : 400) }.joined(separator: ", ")
    }
}

extension ContactTable {
    /// Whether a role has a contact that can be reached. Whether one that a rota fills has is known at an instant only;
    /// where none was asked for, it has.
    package func canTell(_ role: String) -> Bool {
        self[role]?.escalationPath.isEmpty == false || holders.isEmpty && rotaRoles[role] != nil
    }

    fileprivate var holderWords: [String: String] {
        var words: [String: String] = [:]
        for (role, holder) in holders { words[role] = holder.words(for: role) }
        return words
    }
}

extension EscalationPolicy {
    /// Whom it names there; one with fewer steps by its last one, and so one without a last resort.
    fileprivate func roles(at place: Recipients.Place) -> [String] {
        switch place {
        case .step(let number): steps.indices.contains(number) ? steps[number].notify : steps.last?.notify ?? []
        case .lastResort: otherwise.map { [$0] } ?? steps.last?.notify ?? []
        }
    }
}
