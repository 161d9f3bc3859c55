import Testing

@testable import IncidentCore

@Suite("Incident under generated events", .timeLimit(.minutes(5)))
struct IncidentPropertyTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `its invariants hold after every event`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<30 {
            var world = World()
            for step in 0..<60 {
                let event = world.nextEvent(using: &generator)
                let before = world.incident
                let actions = world.apply(event)
                for violation in world.violations(after: event, before: before, actions: actions) {
                    Issue.record("seed \(seed), step \(step), \(before.status), \(event): \(violation)")
                }
            }
        }
    }
}

/// An incident with the occurrences that a store would hold beside it.
private struct World {
    var incident = Incident.sample()
    var now = Timestamp.start
    var firing: [Priority] = [.p2]
    var occurrences = 1
    /// Escalation as the actions so far have left it.
    var isEscalating = true
    /// Whether what changes leaves the incident silenced, where it is.
    var keepsSilence = true
    static let within = RespondWithin(p1: .seconds(300), p2: .seconds(900), p3: .seconds(3600), p4: .seconds(7200))

    init() { incident.followResponse(after: nil, within: Self.within, at: now) }

    mutating func nextEvent(using generator: inout SeededGenerator) -> IncidentEvent {
        now = now + .seconds(Int.random(in: 0...600, using: &generator))
        keepsSilence = generator.chance(70)
        switch Int.random(in: 0..<16, using: &generator) {
        case 0, 1:
            firing.append(Priority.allCases.randomElement(using: &generator) ?? .p3)
            occurrences += 1
            return .alertsChanged(change(added: ["new"], returned: generator.chance(50)))
        case 2, 3:
            guard !firing.isEmpty else { return .alertsChanged(change()) }
            firing.remove(at: Int.random(in: 0..<firing.count, using: &generator))
            return .alertsChanged(change(ended: ["old"], hidden: generator.chance(20)))
        case 4: return .alertsChanged(change(hidden: firing.isEmpty))
        case 5, 6:
            return .acknowledged(
                by: "bob", expiresAfter: generator.chance(50) ? .seconds(60) : nil, covering: ["old"])
        case 7: return generator.chance(50) ? .acknowledgementExpired : .confirmationMissed()
        case 8: return .resolved(by: "carol", remindAfter: .seconds(600))
        case 9: return .wentQuiet(change(added: firing.isEmpty ? [] : ["all"]))
        case 10: return .reminded(change(added: firing.isEmpty ? [] : ["all"]))
        case 11: return .noted(by: "dave", text: "a note")
        case 12: return .unacknowledged(Deed(by: generator.chance(50) ? "bob" : "erin", why: "not ours"))
        case 13:
            return .snoozed(Deed(by: "bob", why: "later"), until: now + .seconds(3600), covering: ["old"])
        case 14:
            return generator.chance(60)
                ? .silenced(.sample) : .silenceEnded(reason: "over", firing: [], confirmWithin: .seconds(600))
        default: return nextDeed(using: &generator)
        }
    }

    private func nextDeed(using generator: inout SeededGenerator) -> IncidentEvent {
        switch Int.random(in: 0..<7, using: &generator) {
        case 5, 6:
            return .reopened(
                Deed(by: generator.chance(50) ? "carol" : "bob"), change(added: firing.isEmpty ? [] : ["all"]),
                ReopeningTerms(expiresAfter: generator.chance(50) ? .seconds(60) : nil))
        case 0:
            let terms = HandOver(covering: ["old"], expiresAfter: .seconds(3600), confirmWithin: .seconds(600))
            return .handedOver(Deed(by: "bob", why: "shift ends"), to: generator.chance(50) ? "bob" : "Frank", terms)
        case 1: return .escalated(Deed(by: "bob"))
        case 2: return .responderAdded(Deed(by: "bob"), contact: "Frank")
        case 3: return .responseMissed
        default: return .ownerReminderDue
        }
    }

    private func change(
        added: [String] = [], returned: Bool = false, ended: [String] = [], hidden: Bool = false
    ) -> AlertsChange {
        var change = AlertsChange(
            added: added, ended: ended, firing: firing.count, occurrences: occurrences,
            classification: firing.min().map { Classification(priority: $0, rule: "rule for \($0.rawValue)") },
            mayFire: hidden ? .hidden : nil)
        if returned { change.returned = Set(added) }
        change.silence = keepsSilence && !firing.isEmpty ? incident.silence : nil
        return change
    }

    /// - Returns: `nil` when the event was refused.
    mutating func apply(_ event: IncidentEvent) -> [IncidentAction]? {
        let before = incident
        guard let actions = try? incident.apply(event, at: now) else { return nil }
        incident.followResponse(after: before, within: Self.within, at: now)
        for action in actions {
            switch action {
            // What covers an alert that joins a taken incident is a policy of its own.
            case .cover where incident.status == .acknowledged: break
            case .cover, .resumeEscalations: isEscalating = true
            case .pauseEscalations, .endEscalations, .restoreEscalations: isEscalating = false
            case .record, .tell, .diagnose, .diagnoseAlso, .diagnoseAgain, .withdrawQuestion, .escalateNow,
                .holdEscalations, .releaseEscalations, .escalateOverdue:
                break
            }
        }
        return actions
    }

    func violations(after event: IncidentEvent, before: Incident, actions: [IncidentAction]?) -> [String] {
        guard let actions else {
            return before == incident ? [] : ["a refused event changed the incident"]
        }
        var found = stateViolations(before: before, actions: actions)
        if case .alertsChanged(let change) = event {
            found += alertViolations(change, before: before, actions: actions)
        } else if case .reminded = event, before.status == .resolved {
            if incident.status == .resolved, incident.firingCount > 0 { found.append("it fires on, and nobody hears") }
        } else if case .wentQuiet = event, before.status == .acknowledged {
            // What began while it flapped is told now.
            if incident.flapping.isOn { found.append("it flaps on") }
        } else if case .reopened = event {
            found += takenBackViolations(before: before, actions: actions)
        } else if actions.contains(where: { if case .cover = $0 { true } else { false } }) {
            found.append("a person's event or a deadline started escalation")
        }
        return found
    }

    private func stateViolations(before: Incident, actions: [IncidentAction]) -> [String] {
        var found: [String] = []
        if isEscalating != (incident.status == .triggered) { found.append("escalation does not fit the status") }
        if (incident.status == .resolved) != (incident.resolvedAt != nil) { found.append("resolvedAt does not fit") }
        if (incident.status == .acknowledged) != (incident.acknowledgedAt != nil && incident.acknowledgedBy != nil),
            incident.status != .resolved
        {
            found.append("acknowledgedAt does not fit")
        }
        let isWaiting = incident.status == .triggered && incident.silence == nil
        if incident.response.by != nil, !isWaiting { found.append("somebody is to respond who need not") }
        if isWaiting, !incident.isQuiet, incident.response.deadline == nil { found.append("nobody need ever respond") }
        if incident.status == .resolved, incident.silence != nil { found.append("what is over is silenced") }
        if incident.silence != nil, !incident.taking.unconfirmed.isEmpty { found.append("who is not told is asked") }
        if before.silence != nil, incident.silence != nil, actions.contains(where: { $0.name == "release escalations" })
        {
            found.append("escalation goes on while it is silenced")
        }
        if incident != before, actions.isEmpty, incident.status != before.status || incident.priority != before.priority
        {
            found.append("a change without an entry in the timeline")
        }
        if actions.count(where: { if case .tell = $0 { true } else { false } }) > 2 {
            found.append("people are told more than once")
        }
        if !actions.isEmpty, actions.summaries.isEmpty {
            found.append("something is done that the timeline does not say")
        }
        return found
    }

    /// An undone resolution has an owner whose time goes on, or an escalation that does.
    private func takenBackViolations(before: Incident, actions: [IncidentAction]) -> [String] {
        var found: [String] = []
        if before.status != .resolved || incident.firingCount == 0 { found.append("what cannot be is taken back") }
        if incident.resolvedBy != nil || incident.remindAt != nil { found.append("it is half resolved") }
        if !actions.contains(where: { $0.name == "tell taken back" }) { found.append("who was told of the end is not") }
        switch incident.status {
        case .resolved: found.append("it is resolved still")
        case .triggered:
            if !actions.contains(where: { $0.name.hasPrefix("cover") }) {
                found.append("nobody has it, nothing is due")
            }
            if before.acknowledgedBy != nil, before.taking.heldUntil.map({ $0 > now }) == true {
                found.append("its owner would have it still")
            }
        case .acknowledged:
            if incident.acknowledgedBy != before.acknowledgedBy { found.append("another has it than before") }
            if let until = incident.taking.until, until <= now { found.append("its owner's time is over") }
            if incident.taking.isAsked != (incident.taking.confirmBy != nil) { found.append("a question has no end") }
            if !actions.contains(where: { $0.name == "restore escalations" }) {
                found.append("nothing waits for its end")
            }
        }
        return found
    }

    private func alertViolations(_ change: AlertsChange, before: Incident, actions: [IncidentAction]) -> [String] {
        var found: [String] = []
        let tells = actions.contains(.tell(.resolved))
        let starts = actions.contains { if case .cover = $0 { true } else { false } }
        let isNews = !change.joined.isEmpty || !change.ended.isEmpty
        if incident.flapping.isOn != (incident.flapping.quietBy != nil)
            || incident.flapping.isOn && incident.status == .resolved
        {
            found.append("flapping has no end")
        }
        if !isNews, change.lead.map({ $0.classification.priority == before.priority }) ?? (change.mayFire != nil),
            !actions.isEmpty, before.silence == incident.silence
        {
            found.append("a body without news did something")
        }
        if tells, !actions.contains(where: { $0.name == "end escalations" }) {
            found.append("people are told of alerts that have not all ended")
        }
        if before.status == .resolved, change.joined.isEmpty, starts {
            found.append("escalation starts again without a new occurrence")
        }
        if before.status == .acknowledged, incident.status != .acknowledged, incident.status != .resolved,
            incident.priority >= before.priority
        {
            found.append("an acknowledgement was taken away without a rise in priority")
        }
        // The end of a silence is told whatever ends it.
        if before.flapping.isOn, change.isFlip, before.silence == nil,
            actions.contains(where: { if case .tell = $0 { true } else { false } })
        {
            found.append("a flip is told")
        }
        if incident.status == .resolved, before.status != .resolved, change.firing > 0 || change.mayFire != nil {
            found.append("it resolved though something may fire")
        }
        return found
    }
}
