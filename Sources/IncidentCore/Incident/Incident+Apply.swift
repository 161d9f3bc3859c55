extension Incident {
    /// Applies an event and returns what must now be done; the caller stores the change and the actions in one
    /// transaction.
    package mutating func apply(_ event: IncidentEvent, at now: Timestamp) throws(TransitionRefused) -> [IncidentAction]
    {
        switch (status, event) {
        case (.triggered, .alertsChanged(let change)), (.acknowledged, .alertsChanged(let change)):
            return applyToOpen(change, at: now)
        case (.resolved, .alertsChanged(let change)):
            return applyToResolved(change, at: now)

        case (.triggered, .acknowledged(let person, let expiresAfter)):
            return acknowledge(by: person, expiresAfter: expiresAfter, at: now)
        case (.acknowledged, .acknowledged(let person, let expiresAfter)):
            return renew(by: person, expiresAfter: expiresAfter, at: now)
        case (.resolved, .acknowledged):
            throw TransitionRefused("\(resolutionSentence(at: now)); nothing to acknowledge")

        case (.acknowledged, .acknowledgementExpired):
            return expireAcknowledgement()
        case (.triggered, .acknowledgementExpired), (.resolved, .acknowledgementExpired):
            return []

        case (.triggered, .resolved(let person)), (.acknowledged, .resolved(let person)):
            return resolve(by: person, at: now)
        case (.resolved, .resolved):
            throw TransitionRefused("\(resolutionSentence(at: now)); nothing to resolve")

        case (.triggered, .noted(let person, let text)), (.acknowledged, .noted(let person, let text)),
            (.resolved, .noted(let person, let text)):
            return [.record(TimelineDraft(.noted, actor: person, text))]
        }
    }

    private mutating func applyToOpen(_ change: AlertsChange, at now: Timestamp) -> [IncidentAction] {
        (firingCount, occurrenceCount) = (change.firing, change.occurrences)
        var actions: [IncidentAction] = []
        if change.opens {
            actions.append(
                .record(
                    TimelineDraft(.opened, "opened as \(priority.rawValue): \(title)", details: ["group_key": groupKey])
                ))
            actions.append(.record(classified()))
            actions += [.startEscalation, .diagnose(.opened)]
        } else {
            actions += recordAlerts(change)
        }
        guard let classification = change.classification else {
            // The row of a doubtful alert has a deadline and says why.
            guard change.doubtful == 0 else { return actions }
            guard change.hiddenMayFire else { return actions + resolveByAlerts(at: now) }
            return change.ended.isEmpty ? actions : actions + [recordHidden(change)]
        }
        if !change.opens, classification.priority != priority {
            actions += changePriority(to: classification)
        }
        return actions
    }

    private mutating func applyToResolved(_ change: AlertsChange, at now: Timestamp) -> [IncidentAction] {
        (firingCount, occurrenceCount) = (change.firing, change.occurrences)
        guard !change.added.isEmpty, let classification = change.classification else {
            return change.ended.isEmpty ? [] : recordAlerts(change)
        }
        status = .triggered
        (priority, rule) = (classification.priority, classification.rule)
        let quiet = resolvedAt.map { now - $0 }
        (acknowledgedAt, acknowledgedBy, resolvedAt, resolvedBy) = (nil, nil, nil, nil)
        let after = quiet.map { " \($0.prometheusRounded) after its resolution" } ?? ""
        return [.record(TimelineDraft(.reopened, "fired again\(after); re-opened"))]
            + recordAlerts(change)
            + [.record(classified()), .startEscalation, .diagnose(.reopened)]
    }

    private mutating func changePriority(to classification: Classification) -> [IncidentAction] {
        let before = priority
        (priority, rule) = (classification.priority, classification.rule)
        let words = "priority \(priority < before ? "rises" : "falls") from \(before.rawValue) to \(priority.rawValue)"
        let record = IncidentAction.record(
            TimelineDraft(.priorityChanged, "\(words) by rule \"\(rule)\"", details: ["rule": rule]))
        guard priority < before else { return [record] }
        // Whoever took a lesser incident has not taken this one.
        status = .triggered
        (acknowledgedAt, acknowledgedBy) = (nil, nil)
        return [
            record, .endEscalation(reason: "escalation starts anew"), .startEscalation, .diagnose(.priorityRaised),
        ]
    }

    private mutating func acknowledge(by person: String, expiresAfter: Duration?, at now: Timestamp) -> [IncidentAction]
    {
        status = .acknowledged
        (acknowledgedAt, acknowledgedBy) = (now, person)
        return [
            .record(
                TimelineDraft(.acknowledged, actor: person, "acknowledged by \(person)\(untilWords(expiresAfter, now))")
            ),
            .pauseEscalation(until: expiresAfter.map { now + $0 }, reason: "acknowledged by \(person)"),
            .tellEverybody(.acknowledged),
        ]
    }

    private mutating func renew(by person: String, expiresAfter: Duration?, at now: Timestamp) -> [IncidentAction] {
        (acknowledgedAt, acknowledgedBy) = (now, person)
        return [
            .record(
                TimelineDraft(
                    .acknowledged, actor: person, "acknowledgement renewed by \(person)\(untilWords(expiresAfter, now))"
                )),
            .pauseEscalation(until: expiresAfter.map { now + $0 }, reason: "acknowledged by \(person)"),
        ]
    }

    private mutating func expireAcknowledgement() -> [IncidentAction] {
        let person = acknowledgedBy ?? "somebody"
        status = .triggered
        (acknowledgedAt, acknowledgedBy) = (nil, nil)
        return [
            .record(
                TimelineDraft(
                    .acknowledgementExpired, "the acknowledgement by \(person) has expired; escalation goes on")),
            .resumeEscalation,
        ]
    }

    private mutating func resolve(by person: String, at now: Timestamp) -> [IncidentAction] {
        (status, resolvedAt, resolvedBy) = (.resolved, now, person)
        let still = firingCount > 0 ? "; \(firingCount) still firing" : ""
        return [
            .record(TimelineDraft(.resolved, actor: person, "resolved by \(person)\(still)")),
            .endEscalation(reason: "resolved by \(person)"), .tellEverybody(.resolved),
        ]
    }

    private mutating func resolveByAlerts(at now: Timestamp) -> [IncidentAction] {
        (status, resolvedAt, resolvedBy) = (.resolved, now, nil)
        return [
            .record(TimelineDraft(.resolved, "resolved: all \(occurrenceCount) occurrences have ended")),
            .endEscalation(reason: "all occurrences have ended"), .tellEverybody(.resolved),
        ]
    }

    private func classified() -> TimelineDraft {
        TimelineDraft(
            .classified, "\(priority.rawValue) by rule \"\(rule)\"",
            details: ["rule": rule, "priority": priority.rawValue])
    }

    private func recordAlerts(_ change: AlertsChange) -> [IncidentAction] {
        var actions: [IncidentAction] = []
        if !change.added.isEmpty {
            actions.append(
                .record(TimelineDraft(.alertsAdded, "\(Self.list(change.added)) now firing; \(firingCount) in all")))
        }
        if !change.ended.isEmpty {
            actions.append(
                .record(TimelineDraft(.alertsEnded, "\(Self.list(change.ended)) ended; \(firingCount) still firing")))
        }
        return actions
    }

    private func recordHidden(_ change: AlertsChange) -> IncidentAction {
        .record(
            TimelineDraft(
                .keptOpen, "every alert we know of has ended, but max_alerts hid others that may still fire; kept open")
        )
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(3).map { $0.singleLine(limit: 80) }.joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }

    private func resolutionSentence(at now: Timestamp) -> String {
        let ago = resolvedAt.map { " \((now - $0).prometheusRounded) ago" } ?? ""
        return "incident \(id) was resolved\(ago)\(resolvedBy.map { " by \($0)" } ?? "")"
    }

    private func untilWords(_ duration: Duration?, _ now: Timestamp) -> String {
        duration.map { " until \((now + $0).readable)" } ?? ""
    }
}

extension Duration {
    /// For people: whole seconds below two minutes, whole minutes above.
    package var prometheusRounded: String {
        let seconds = wholeMilliseconds.floorDivided(by: 1000)
        return Duration.seconds(seconds < 120 ? seconds : seconds - seconds % 60).prometheusText
    }
}
