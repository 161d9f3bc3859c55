/// Which rows of the tables no alerting rule reaches. What one may reach, by labels that are not known, counts as reached.
package struct TableReach: Sendable, Equatable {
    package let heartbeats: [String]
    package let rules: [String]
    package let policies: [String]
    package let collectors: [String]
    package let nextSteps: [String]
    /// Those of whose collectors and steps none is reached.
    package let procedures: [String]
    /// Roles and people whom no policy that is reached tells, by themselves or through a rota.
    package let contacts: [String]
    package let idleSteps: [IdleStep]

    /// A step of a policy that can never tell anybody.
    package struct IdleStep: Sendable, Equatable {
        package let policy: String
        /// From 1.
        package let number: Int
        package let because: String
    }

    package var isEverything: Bool {
        [heartbeats, rules, policies, collectors, nextSteps, procedures, contacts].allSatisfy(\.isEmpty)
            && idleSteps.isEmpty
    }

    package init(of foresights: [RuleForesight], tables: RoutingTables) {
        let incidents = foresights.filter { !$0.isHeartbeat }
        let beating = Set(foresights.flatMap { $0.heartbeat.values.compactMap { $0?.name } })
        heartbeats = tables.heartbeats.map(\.name).filter { !beating.contains($0) }
        let deciding = Set(incidents.flatMap { $0.classification.values.map(\.rule) })
        rules = tables.classifier.rules.map(\.name).filter { !deciding.contains($0) }

        // The silence of a heartbeat is an alert of our own, which no rule is needed for.
        let silences = tables.heartbeats.map {
            ($0.priority, $0.silence(since: Timestamp(seconds: 0), reason: "").labels)
        }
        let telling = Set(
            incidents.flatMap { $0.policy.values.compactMap { $0?.name } }
                + silences.compactMap { tables.policy(for: $0, labels: $1)?.name })
        policies = tables.policies.map(\.policy.name).filter { !telling.contains($0) }
        let running = Set(
            incidents.flatMap { $0.collectors.filter { $0.refusal == nil }.map(\.row.name) }
                + silences.flatMap { tables.collectors(for: $0, labels: $1).map(\.name) })
        collectors = tables.collectors.map(\.name).filter { !running.contains($0) }
        let shown = Set(
            incidents.flatMap { $0.nextSteps.map(\.row.title) }
                + silences.flatMap { tables.nextSteps(for: $0, labels: $1).map(\.title) })
        nextSteps = tables.nextSteps.map(\.title).filter { !shown.contains($0) }
        procedures = Self.unreached(tables, running: running, shown: shown)
        idleSteps = tables.policies.flatMap { Self.idleSteps(of: $0.policy, telling, tables.contacts) }
        let used = Self.used(tables, by: telling)
        contacts = tables.contacts.names.filter { !used.contains($0) }
    }

    private static func unreached(_ tables: RoutingTables, running: Set<String>, shown: Set<String>) -> [String] {
        var reached = Set(tables.collectors.filter { running.contains($0.name) }.map(\.procedure))
        reached.formUnion(tables.nextSteps.filter { shown.contains($0.title) }.map(\.procedure))
        return (tables.collectors.map(\.procedure) + tables.nextSteps.map(\.procedure))
            .filter { reached.insert($0).inserted }
    }

    private static func idleSteps(
        of policy: EscalationPolicy, _ telling: Set<String>, _ contacts: ContactTable
    ) -> [IdleStep] {
        policy.steps.enumerated().compactMap { place, step in
            let because =
                telling.contains(policy.name)
                ? step.notify.contains(where: contacts.canTell) ? nil : "nobody whom it names can be told"
                : "no alerting rule reaches the policy"
            return because.map { IdleStep(policy: policy.name, number: place + 1, because: $0) }
        }
    }

    /// Everybody whom the policies tell, with all who take turns for them.
    private static func used(_ tables: RoutingTables, by telling: Set<String>) -> Set<String> {
        let policies = tables.policies.map(\.policy).filter { telling.contains($0.name) }
        var used = Set(policies.flatMap { $0.steps.flatMap(\.notify) + [$0.otherwise].compactMap(\.self) })
        let filling = Set(used.compactMap { tables.contacts.rotaRoles[$0] })
        for rota in tables.contacts.rotas where filling.contains(rota.name) {
            used.formUnion(rota.layers.flatMap(\.people))
            used.formUnion(rota.calendar?.shifts.map(\.person) ?? [])
            if let fallBack = rota.fallBack { used.insert(fallBack) }
        }
        return used
    }
}
