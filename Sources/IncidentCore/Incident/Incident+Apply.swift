extension Incident {
    /// Applies an event and returns what must now be done; the caller stores the change and the actions in one
    /// transaction. What follows an acknowledgement stands in `docs/after-an-acknowledgement.md`.
    package mutating func apply(_ event: IncidentEvent, at now: Timestamp) throws(TransitionRefused) -> [IncidentAction]
    {
        switch (status, event) {
        case (_, .opened(let change)):
            return open(change)
        case (.triggered, .alertsChanged(let change)), (.acknowledged, .alertsChanged(let change)):
            return applyToOpen(change, at: now)
        case (.resolved, .alertsChanged(let change)):
            return applyToResolved(change, at: now)

        case (.triggered, .acknowledged(let person, let expiresAfter, let names, let way)):
            return acknowledge(by: person, expiresAfter: expiresAfter, covering: names, way, at: now)
        case (.acknowledged, .acknowledged(let person, let expiresAfter, let names, let way)):
            return acknowledgeAgain(by: person, expiresAfter: expiresAfter, covering: names, way, at: now)
        case (.resolved, .acknowledged):
            throw TransitionRefused("\(resolutionSentence(at: now)); nothing to acknowledge")

        case (.acknowledged, .acknowledgementExpired):
            return expireAcknowledgement(at: now)
        case (.acknowledged, .confirmationMissed(let isUnasked)):
            return missConfirmation(isUnasked, at: now)
        case (.triggered, .acknowledgementExpired), (.resolved, .acknowledgementExpired),
            (.triggered, .confirmationMissed), (.resolved, .confirmationMissed):
            return []

        case (.triggered, .resolved(let person, let way)), (.acknowledged, .resolved(let person, let way)):
            return resolve(by: person, way, at: now)
        case (.resolved, .resolved):
            throw TransitionRefused("\(resolutionSentence(at: now)); nothing to resolve")

        case (.triggered, .noted(let person, let text)), (.acknowledged, .noted(let person, let text)),
            (.resolved, .noted(let person, let text)):
            return [.record(TimelineDraft(.noted, actor: person, text))]
        }
    }
}

// Acknowledging and resolving.
extension Incident {
    private mutating func acknowledge(
        by person: String, expiresAfter: Duration?, covering names: Set<String>, _ way: Way?, at now: Timestamp
    ) -> [IncidentAction] {
        take(by: person, covering: names, at: now)
        return [
            .record(.person(person, .acknowledged, "acknowledged by \(person)\(untilWords(expiresAfter, now))", way)),
            .pauseEscalations(until: expiresAfter.map { now + $0 }, reason: "acknowledged by \(person)"),
            .tell(.acknowledged),
        ]
    }

    /// By its owner it is renewed; by somebody else it changes hands, and everybody told hears of that, as of what joined
    /// and is confirmed.
    private mutating func acknowledgeAgain(
        by person: String, expiresAfter: Duration?, covering names: Set<String>, _ way: Way?, at now: Timestamp
    ) -> [IncidentAction] {
        let (former, confirmed) = (acknowledgedBy ?? "somebody", taking.unconfirmed)
        take(by: person, covering: names, at: now)
        let words = former == person ? "acknowledgement renewed by \(person)" : "taken over from \(former) by \(person)"
        // Last, because what is confirmed is so for good.
        let also = confirmed.isEmpty ? "" : ", confirming \(confirmed.shortList)"
        let actions: [IncidentAction] = [
            .record(.person(person, .acknowledged, "\(words)\(untilWords(expiresAfter, now))\(also)", way)),
            .pauseEscalations(until: expiresAfter.map { now + $0 }, reason: "acknowledged by \(person)"),
        ]
        // What asked for a confirmation rings until everybody knows that it was given.
        return former == person && confirmed.isEmpty ? actions : actions + [.tell(.acknowledged)]
    }

    private mutating func take(by person: String, covering names: Set<String>, at now: Timestamp) {
        status = .acknowledged
        (acknowledgedAt, acknowledgedBy, taking) = (now, person, Taking(covered: names))
    }

    /// Nobody has it any more, which is news to everybody.
    mutating func release(at now: Timestamp) {
        (status, newsAt) = (.triggered, now)
        (acknowledgedAt, acknowledgedBy, taking) = (nil, nil, .none)
    }

    /// What became of an open question when who had to answer it has the incident no more.
    var unansweredWords: String {
        taking.unconfirmed.isEmpty ? "" : ", and nobody has confirmed \(taking.unconfirmed.shortList)"
    }

    private mutating func expireAcknowledgement(at now: Timestamp) -> [IncidentAction] {
        let person = acknowledgedBy ?? "somebody"
        let words = "the acknowledgement by \(person) has expired\(unansweredWords); escalation goes on"
        release(at: now)
        return [
            .record(TimelineDraft(.acknowledgementExpired, words)),
            .resumeEscalations, .tell(.released("the acknowledgement by \(person) has expired", owner: person)),
        ]
    }

    private mutating func missConfirmation(_ isUnasked: Bool, at now: Timestamp) -> [IncidentAction] {
        let (person, names) = (acknowledgedBy ?? "somebody", taking.unconfirmed)
        guard !names.isEmpty else {
            taking.confirmBy = nil
            return []
        }
        release(at: now)
        let why = isUnasked ? "the question whether that is seen to reached nobody" : "nobody has confirmed in time"
        let news = isUnasked ? "nobody could be asked to confirm" : "nobody has confirmed"
        return [
            .record(
                TimelineDraft(
                    .confirmationMissed,
                    "\(names.shortList) joined after \(person) had taken it, and \(why); escalation goes on",
                    details: ["alerts": names.joined(separator: ", ")])),
            // Its owner was asked, and told what follows.
            .resumeEscalations, .tell(.released("\(news) \(names.shortList)", owner: nil)),
        ]
    }

    private mutating func resolve(by person: String, _ way: Way?, at now: Timestamp) -> [IncidentAction] {
        end(by: person, at: now)
        let still = firingCount > 0 ? "; \(firingCount) still firing" : ""
        return [
            .record(.person(person, .resolved, "resolved by \(person)\(still)", way)),
            .endEscalations(reason: "resolved by \(person)"), .tell(.resolved),
        ]
    }

    mutating func resolveByAlerts(at now: Timestamp) -> [IncidentAction] {
        end(by: nil, at: now)
        return [
            .record(TimelineDraft(.resolved, "resolved: all \(occurrenceCount) occurrences have ended")),
            .endEscalations(reason: "all occurrences have ended"), .tell(.resolved),
        ]
    }

    private mutating func end(by person: String?, at now: Timestamp) {
        (status, resolvedAt, resolvedBy) = (.resolved, now, person)
        taking.confirmBy = nil
    }

    private func resolutionSentence(at now: Timestamp) -> String {
        let ago = resolvedAt.map { " \((now - $0).prometheusRounded) ago" } ?? ""
        return "incident \(id) was resolved\(ago)\(resolvedBy.map { " by \($0)" } ?? "")"
    }

    private func untilWords(_ duration: Duration?, _ now: Timestamp) -> String {
        duration.map { " until \((now + $0).readable)" } ?? ""
    }
}

extension TimelineDraft {
    /// What a person did, and by which way.
    fileprivate static func person(
        _ name: String, _ kind: TimelineKind, _ summary: String, _ way: Way?
    ) -> TimelineDraft {
        guard let way else { return TimelineDraft(kind, actor: name, summary) }
        return TimelineDraft(kind, actor: name, "\(summary), \(way.words)", details: ["way": way.rawValue])
    }
}

extension Duration {
    /// For people: whole seconds below two minutes, whole minutes above.
    package var prometheusRounded: String {
        let seconds = wholeMilliseconds.floorDivided(by: 1000)
        return Duration.seconds(seconds < 120 ? seconds : seconds - seconds % 60).prometheusText
    }
}
