/// What the tables make of an alerting rule's alerts before one fires.
package struct RuleForesight: Sendable {
    package let rule: AlertingRule
    /// The heartbeat that its alerts are beats of; such an alert opens no incident.
    package let heartbeat: Foreseen<Heartbeat?>
    package let classification: Foreseen<Classification>
    /// `nil` is that no policy covers it.
    package let policy: Foreseen<EscalationPolicy?>
    /// Those that may run, each with the labels that decide whether; none for what runs in any case.
    package let collectors: [Use<Collector>]
    package let nextSteps: [Use<NextStepTemplate>]

    package struct Use<Row: Sendable>: Sendable {
        package let row: Row
        package let dependsOn: Set<String>
        /// Why it will not be run, where that is known already.
        package let refusal: String?
    }

    package init(of rule: AlertingRule, assuming assumed: [String: String] = [:], tables: RoutingTables) {
        let labels = rule.foreseen(assuming: assumed)
        let classification = tables.classifier.foresee(labels)
        self.rule = rule
        heartbeat = tables.foreseeHeartbeat(labels)
        self.classification = classification
        policy = classification.then { tables.foreseePolicy(for: $0.priority, labels) }
        collectors = tables.collectors.compactMap { collector in
            Use(collector, when: classification.verdict { collector.when.verdict($0.priority, labels) })
                .map { $0.bound(to: labels) }
        }
        nextSteps = tables.nextSteps.compactMap { step in
            Use(step, when: classification.verdict { step.when.verdict($0.priority, labels) })
        }
    }

    /// It opens no incident, whatever comes.
    package var isHeartbeat: Bool { heartbeat.certain.map { $0 != nil } ?? false }

    /// The runbook's procedures whose collectors or steps may be for it, in the tables' order.
    package var procedures: [String] {
        var seen: Set<String> = []
        return (collectors.map(\.row.procedure) + nextSteps.map(\.row.procedure)).filter { seen.insert($0).inserted }
    }

    /// What the tables leave open for it; a heartbeat needs none of it.
    package var gaps: [RuleGap] {
        guard !isHeartbeat else { return [] }
        return [
            Self.gap(.priority, classification) { $0.rule == Classification.defaultRule },
            Self.gap(.policy, policy) { $0 == nil },
            collectors.contains { $0.refusal == nil } ? nil : RuleGap(what: .collector, dependsOn: []),
        ].compactMap(\.self)
    }

    private static func gap<Value>(
        _ what: RuleGap.What, _ foreseen: Foreseen<Value>, where isOpen: (Value) -> Bool
    ) -> RuleGap? {
        guard foreseen.values.contains(where: isOpen) else { return nil }
        return RuleGap(what: what, dependsOn: foreseen.dependsOn)
    }
}

/// Something that no row of the tables says about a rule's alerts.
package struct RuleGap: Sendable, Equatable {
    package enum What: String, Sendable, CaseIterable {
        /// Neither a classification rule nor a severity word decides; the default priority does.
        case priority
        /// No policy covers it: nobody is told.
        case policy
        /// No collector runs, whatever labels come.
        case collector
    }

    package let what: What
    /// The labels that may close it; none for one that is there in any case.
    package let dependsOn: Set<String>
}

extension RuleForesight.Use {
    fileprivate init?(_ row: Row, when verdict: Verdict) {
        switch verdict {
        case .fails: return nil
        case .holds: self.init(row: row, dependsOn: [], refusal: nil)
        case .depends(let labels): self.init(row: row, dependsOn: labels, refusal: nil)
        }
    }
}

extension RuleForesight.Use where Row == Collector {
    /// With the labels that its command needs and has no default for. Where all that it takes is known, what production
    /// would make of it is known, too.
    fileprivate func bound(to labels: ForeseenLabels) -> Self {
        let places = row.source.labelPlaces
        guard places.allSatisfy({ labels.known[$0.name] != nil }) else {
            let needed = places.filter { $0.isRequired && labels.known[$0.name] == nil }.map(\.name)
            return Self(row: row, dependsOn: dependsOn.union(needed), refusal: nil)
        }
        do throws(BindingRefused) {
            // Each rule has an expression, and Prometheus says which.
            let subject = CollectorSubject(labels.labels, expression: "vector(1)")
            _ = try row.source.question(for: subject, limit: row.timeout)
            return self
        } catch {
            return Self(row: row, dependsOn: dependsOn, refusal: error.description)
        }
    }
}
