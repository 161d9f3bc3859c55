/// Which policies an incident's escalations follow: each alert that fires is covered by the policy that it would have
/// alone, and an incident runs one escalation a policy.
package struct Coverage: Sendable, Equatable {
    /// In the order in which they begin: that of the lead first.
    package var begins: [Beginning] = []
    /// Policies that neither begin nor are left alone: they keep their steps and times, and ring once more. An alert that
    /// ends and begins every few minutes would otherwise begin its policy anew each time, and never reach a later step.
    package var goesOn: [Beginning] = []
    /// The priority that no policy covers, where nobody at all is told.
    package var uncovered: Priority?

    package struct Beginning: Sendable, Equatable {
        package let policy: EscalationPolicy
        /// Nothing covers the alerts now: it is the policy that the incident had before.
        package let isStandIn: Bool
        /// Why it tells anybody: `because of Intrusion: `; empty where it is the lead's.
        package let because: String
    }
}

extension Coverage {
    /// - Parameters:
    ///   - joined: the alerts that are to be covered.
    ///   - existing: the incident's escalations, whatever their state; the newest first.
    package init(
        of joined: [JoinedAlert], in incident: Incident, because reason: CoverReason, existing: [Escalation],
        tables: RoutingTables
    ) {
        let leads = tables.policy(for: incident.priority, labels: incident.labels)
        if reason == .priorityRaised, let leads { begin(leads, reason, existing, "") }
        let policies = tables.policies(of: joined)
        // The lead's first: whose step is second says what the first has told.
        for policy in policies.lazy.filter({ $0 == leads }) + policies {
            guard let policy, !covers(policy.name, reason, existing) else { continue }
            begin(
                policy, reason, existing, Self.because(of: joined, policies, in: incident, policy: policy.name))
        }
        let isNobodyNearer = leads == nil && reason == .priorityRaised
        // What is silenced still has its policies, and they wait.
        let active = existing.contains { $0.isActive && !(reason == .unsilenced && $0.rests) }
        guard begins.isEmpty, goesOn.isEmpty, isNobodyNearer || !active else { return }
        // Where the tables cover a priority no more, or never did, the policy it had before is better than none; and so is
        // one that has done all that it does.
        if let former = existing.first {
            begin(former.policy, reason, existing, isStandIn: leads == nil || policies.contains(nil), "")
        } else {
            uncovered = incident.priority
        }
    }

    /// Which of some alerts a policy covers, for the front of its reason: who is told of an incident that is named by
    /// another alert sees what it has to do with them. Empty where the lead is among them.
    package static func because(
        of alerts: [JoinedAlert], in incident: Incident, policy name: String, tables: RoutingTables
    ) -> String {
        because(of: alerts, tables.policies(of: alerts), in: incident, policy: name)
    }

    /// - Parameter policies: of each alert.
    private static func because(
        of alerts: [JoinedAlert], _ policies: [EscalationPolicy?], in incident: Incident, policy name: String
    ) -> String {
        let covered = alerts.indices.filter { policies[$0]?.name == name }.map { alerts[$0] }
        let isLeads = covered.contains { incident.lead == nil || $0.alert.fingerprint == incident.lead }
        return covered.isEmpty || isLeads ? "" : "because of \(covered.map(\.name).shortList): "
    }

    /// - Parameter because: looked at once a policy; a body may bring ten thousand alerts.
    private mutating func begin(
        _ policy: EscalationPolicy, _ reason: CoverReason, _ existing: [Escalation], isStandIn: Bool = false,
        _ because: @autoclosure () -> String
    ) {
        guard !(begins + goesOn).contains(where: { $0.policy.name == policy.name }) else { return }
        let beginning = Beginning(policy: policy, isStandIn: isStandIn, because: because())
        if existing.contains(where: { $0.policy.name == policy.name && $0.goesOn(when: reason, as: policy) }) {
            goesOn.append(beginning)
        } else {
            begins.append(beginning)
        }
    }

    /// Whether an escalation that goes on, or that somebody has taken, is the one for it. One that has run out is not:
    /// nobody answered, and here is something new. One that only notifies has done all that it does.
    private func covers(_ name: String, _ reason: CoverReason, _ existing: [Escalation]) -> Bool {
        switch reason {
        case .opened, .reopened, .firesAgain, .unsilenced: false
        case .joined, .priorityRaised:
            existing.contains { $0.policy.name == name && ($0.isActive || $0.policy.until == .notified) }
        }
    }
}

extension Coverage {
    /// So many alerts of an incident are looked at for a later step, the most urgent first.
    package static let lookedAt = 200

    /// The policies of an incident that have nothing to tell just now, whatever their state: a step of theirs that is due
    /// is not told, and they rest. Who runs the steps, who foresees them and who asks for one ask this.
    ///
    /// - Parameter firing: the alerts that fire and count, so many at most.
    package static func idle(
        of existing: [Escalation], in incident: Incident, tables: RoutingTables,
        firing: (_ limit: Int) throws -> [JoinedAlert]
    ) rethrows -> Set<String> {
        let names = existing.map(\.policy.name)
        if incident.isQuiet { return Set(names) }
        // With more than are looked at nobody can say.
        guard existing.count > 1, incident.firingCount <= lookedAt else { return [] }
        let alerts = try firing(lookedAt)
        return Set(names.filter { leaves($0, nothingOf: alerts, existing: existing, tables: tables) })
    }

    /// Whether a policy has nothing to go on for: others of the incident's cover all that fires. Where one of the alerts
    /// has no policy there, it stands in for it, so that somebody hears.
    package static func leaves(
        _ name: String, nothingOf firing: [JoinedAlert], existing: [Escalation], tables: RoutingTables
    ) -> Bool {
        let others = existing.filter {
            $0.policy.name != name && ($0.isActive || $0.status == .exhausted || $0.policy.until == .notified)
        }
        return !firing.isEmpty
            && firing.allSatisfy { alert in
                let policy = tables.policy(for: alert.classification.priority, labels: alert.alert.labels)
                return others.contains { $0.policy.name == policy?.name }
            }
    }
}

extension RoutingTables {
    /// The one that each alert would have alone.
    fileprivate func policies(of alerts: [JoinedAlert]) -> [EscalationPolicy?] {
        alerts.map { policy(for: $0.classification.priority, labels: $0.alert.labels) }
    }
}

extension Escalation {
    /// It goes on, or will when an acknowledgement expires.
    package var isActive: Bool { status == .running || status == .paused }

    /// Whether it keeps its steps where it could begin anew: it runs when its incident becomes more urgent, or had something
    /// left when that was resolved and nobody had taken it. One that somebody had taken begins anew.
    func goesOn(when reason: CoverReason, as policy: EscalationPolicy) -> Bool {
        switch reason {
        case .opened, .reopened, .joined, .unsilenced: false
        case .priorityRaised: status == .running
        case .firesAgain:
            status == .ended && self.policy == policy && nextStep > 0
                && (nextStep < policy.steps.count || hasRoundsLeft || policy.otherwise != nil)
        }
    }

    /// Its pages are still wanted, also those that its last step has left.
    package var goesOn: Bool { status == .running || status == .exhausted && policy.until == .resolved }
}
