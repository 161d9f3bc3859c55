/// The one decision whether somebody is told, and when. Whatever wants to tell somebody goes through it: steps, joined
/// alerts, updates, acknowledgements, resolutions and the next methods of a contact. Nothing else makes a
/// `NotificationDraft`, so there is no second way to owe a message.
package struct TellingGate: Sendable {
    /// An update comes no sooner after the one before it; what is new meanwhile stands in it.
    package static let updatesApart: Duration = .seconds(60)

    let incident: Incident
    private let history: TellingHistory
    private let running: Set<String>
    private let idle: Set<String>
    /// Until when pages wait for diagnostics; `nil` when none are on their way.
    private let diagnosticsBy: Timestamp?
    private let now: Timestamp

    /// - Parameters:
    ///   - running: the policies whose escalation goes on.
    ///   - idle: those of which no alert fires any more: what they have told was about what has ended.
    ///   - diagnosticsBy: until when a page may wait for collectors that run just now.
    package init(
        _ incident: Incident, history: TellingHistory, running: Set<String>, idle: Set<String> = [],
        diagnosticsBy: Timestamp? = nil, at now: Timestamp
    ) {
        self.incident = incident
        self.history = history
        self.running = running
        self.idle = idle
        self.diagnosticsBy = diagnosticsBy
        self.now = now
    }

    package func decide(_ telling: Telling) -> TellingDecision {
        if let silence = incident.silence, telling.cause.isSilenced, !isHandOver(telling.cause) {
            return .doNotTell(silence.words)
        }
        return switch telling.cause {
        case .step(let policy): decideStep(telling, of: policy)
        case .fallback(let policy, _): decideFallback(telling, of: policy)
        case .lastResort, .confirmation: page(telling)
        case .request: decideRequest(telling)
        case .released: rungJustNow(telling) ?? .tell(draft(telling, "at once"))
        case .reopened: rungJustNow(telling) ?? page(telling)
        case .update: decideUpdate(telling)
        case .done(let person): decideDone(telling, by: person)
        case .takenBack(let person): rungJustNow(telling) ?? decideNews(telling, of: person)
        case .acknowledged: decideNews(telling, of: incident.acknowledgedBy)
        case .resolved: decideNews(telling, of: incident.resolvedBy)
        // Held back it would come after what it is about.
        case .lapsed, .reminder: .tell(draft(telling, "at once"))
        }
    }

    /// Whether one that was owed is still to be sent: a page not once the incident is over, nor once somebody has taken
    /// it, unless its policy goes on until it is resolved, or a person asked for it; neither page nor update while it is
    /// silenced.
    package func isStillWanted(_ event: NotificationEvent, policy: String?, askedBy: String? = nil) -> Bool {
        switch event {
        case .page:
            let isHandOver = policy == nil && incident.taking.handedOverBy != nil
            guard incident.silence == nil || askedBy != nil || isHandOver else { return false }
        case .update: return incident.silence == nil
        case .acknowledged, .resolved: return true
        }
        switch incident.status {
        case .triggered: return true
        // What asks the owner to confirm belongs to no policy.
        case .acknowledged: return askedBy != nil || policy.map(running.contains) ?? incident.taking.isAsked
        case .resolved: return false
        }
    }

    /// Whether it asks somebody to take what a person has handed over to them.
    private func isHandOver(_ cause: Telling.Cause) -> Bool {
        cause == .confirmation && incident.taking.handedOverBy != nil
    }

    private func decideStep(_ telling: Telling, of policy: String) -> TellingDecision {
        if let same = toldAtOnce(telling) { return same }
        if let other = toldByAnother(than: policy, to: telling.method, telling),
            // What has not arrived yet may fail, and this contact may have methods that do not follow it then.
            other.hasArrived
                || telling.remaining.allSatisfy({ other.remaining.contains($0) || isTold($0, telling, of: policy) })
        {
            let by = other.policy.map { "policy \"\($0)\"" } ?? "another message"
            let since = "\(other.createdAt.readable), and nothing is new since"
            return .doNotTell(
                other.isTaken ? "told by \(by) at \(since)" : "\(by) is telling this address since \(since)")
        }
        return page(telling)
    }

    /// What a person asks for is told whatever was told before; but nobody is asked to join what they have. Who has not yet taken
    /// what they were handed, or not confirmed what joined, is rung once more.
    private func decideRequest(_ telling: Telling) -> TellingDecision {
        let hasIt = incident.status == .acknowledged && incident.acknowledgedBy == telling.contact
        if hasIt, !incident.taking.isAsked { return .doNotTell("\(telling.contact) has the incident") }
        return toldAtOnce(telling) ?? page(telling)
    }

    /// Two roles of one step may have one address.
    private func toldAtOnce(_ telling: Telling) -> TellingDecision? {
        let same = history.messages.last {
            $0.method == telling.method && $0.policy == telling.policyName && $0.askedBy == telling.askedBy
                && $0.event == .page && $0.isUnsent && $0.createdAt == now
        }
        guard let same, telling.remaining.isEmpty else { return nil }
        return .doNotTell("the same step tells this address as \(same.contact)")
    }

    /// Whether one of the contact's later methods is told by another than this policy at any rate.
    private func isTold(_ method: ContactMethod, _ telling: Telling, of policy: String) -> Bool {
        toldByAnother(than: policy, to: method, telling) != nil
    }

    private func toldByAnother(
        than policy: String, to method: ContactMethod, _ telling: Telling
    ) -> TellingHistory.Told? {
        history.toldByAnother(
            than: policy, idle: idle, to: method, for: telling.reason, since: incident.newsAt,
            asUrgentlyAs: incident.priority, isTaken: incident.status == .acknowledged, at: now)
    }

    /// A step that rings there just now says it as well.
    private func rungJustNow(_ telling: Telling) -> TellingDecision? {
        let same = history.messages.last {
            $0.method == telling.method && $0.event == .page && $0.isUnsent && $0.createdAt == now
        }
        return same.map { .standsIn($0.id) }
    }

    /// Who has done it hears nothing of it at an address of their own. What others read too, or what must be told to be
    /// quiet, such as a channel or PagerDuty, is its endpoint's only address.
    private func decideNews(_ telling: Telling, of person: String?) -> TellingDecision {
        isOwnAddress(telling, of: person)
            ? .doNotTell("\(telling.contact) has done it") : .tell(draft(telling, "at once"))
    }

    /// The same of what they have done otherwise.
    private func decideDone(_ telling: Telling, by person: String) -> TellingDecision {
        isOwnAddress(telling, of: person) ? .doNotTell("\(telling.contact) has done it") : decideUpdate(telling)
    }

    private func isOwnAddress(_ telling: Telling, of person: String?) -> Bool {
        telling.contact == person && telling.method.address != telling.method.endpoint.name
            && !history.isSharedByOthers(than: telling.contact, telling.method)
    }

    private func decideFallback(_ telling: Telling, of policy: String?) -> TellingDecision {
        isStillWanted(.page, policy: policy, askedBy: telling.askedBy)
            ? .tell(draft(telling, Fallback.decision))
            : .doNotTell("the incident is no longer waiting for somebody")
    }

    private func page(_ telling: Telling) -> TellingDecision {
        guard let diagnosticsBy, diagnosticsBy > now else { return .tell(draft(telling, "at once")) }
        return .tell(held(telling, until: diagnosticsBy))
    }

    private func decideUpdate(_ telling: Telling) -> TellingDecision {
        let unsent = history.unsent(.page, to: telling.method) ?? history.unsent(.update, to: telling.method)
        if let unsent { return .standsIn(unsent.id) }
        let earliest =
            history.lastUpdate(to: telling.method)
            .map { min($0.triedAt ?? $0.createdAt, now) + Self.updatesApart } ?? now
        guard earliest > now else {
            guard let diagnosticsBy, diagnosticsBy > now else { return .tell(draft(telling, "at once")) }
            return .tell(held(telling, until: diagnosticsBy))
        }
        // It does not wait for diagnostics besides, because it would go out when these are done.
        return .tell(
            draft(
                telling, "held until \(earliest.readable): the update before it came less than a minute ago",
                notBefore: earliest))
    }

    private func draft(_ telling: Telling, _ decision: String, notBefore: Timestamp? = nil) -> NotificationDraft {
        NotificationDraft(
            telling, ofDrill: incident.labels.isDrill, decision: decision, notBefore: notBefore ?? now,
            waitsForDiagnostics: false)
    }

    private func held(_ telling: Telling, until time: Timestamp) -> NotificationDraft {
        NotificationDraft(
            telling, ofDrill: incident.labels.isDrill, decision: "held until \(time.readable) for diagnostics",
            notBefore: time,
            waitsForDiagnostics: true)
    }
}

/// What the gate says of one telling; each with its reason in words, which is stored and shown.
package enum TellingDecision: Sendable, Equatable {
    /// At once, or not before the draft's time.
    case tell(NotificationDraft)
    /// Nothing of its own: this notification is still to be sent and says it as well.
    case standsIn(Int64)
    case doNotTell(String)

    /// What is kept of the last one begins with it.
    package static let untoldPrefix = "not told: "
}

/// A notification that is not stored yet. Only the gate makes one.
package struct NotificationDraft: Sendable, Equatable {
    package let method: ContactMethod
    package let contact: String
    package let event: NotificationEvent
    package let reason: String
    /// The policy whose step it is of, if it is one's.
    package let policy: String?
    /// The person for whose sake it is told although somebody has the incident.
    package let askedBy: String?
    /// What the gate said, in words: `held until … for diagnostics`.
    package let decision: String
    package let remaining: [ContactMethod]
    /// It is sent no earlier, unless it waits for diagnostics and these are done.
    package let notBefore: Timestamp
    package let waitsForDiagnostics: Bool
    /// As of `Telling`.
    package let deliverWithin: Duration?

    fileprivate init(
        _ telling: Telling, ofDrill isDrill: Bool, decision: String, notBefore: Timestamp, waitsForDiagnostics: Bool
    ) {
        method = telling.method
        contact = telling.contact
        event = telling.event
        let isAskedFor = !isDrill || Notification.isAskedFor(telling.reason)
        reason = isAskedFor ? telling.reason : telling.reason + Telling.ofDrill
        policy = telling.policyName
        askedBy = telling.askedBy
        self.decision = decision
        remaining = telling.remaining
        self.notBefore = notBefore
        self.waitsForDiagnostics = waitsForDiagnostics
        deliverWithin = telling.deliverWithin
    }
}
