internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// What comes next of an incident, unless somebody takes it or it is over.
struct EventsExplained {
    let incident: Incident
    let escalations: [StoredEscalation]
    let notifications: [StoredNotification]
    /// Of what is owed, by what each waits behind.
    let queued: [Int64: Int64]
    let history: TellingHistory
    /// With the overrides of the rotas.
    let tables: RoutingTables
    let now: Timestamp

    /// In the order of their times; what waits for something else comes last.
    var all: [IncidentExplanation.ExplainedEvent] {
        let events = messages + resting + foreseen + nextMethods + hastened + deadlines
        return events.enumerated().sorted { left, right in
            let (first, second) = (left.element.at ?? "~", right.element.at ?? "~")
            return first == second ? left.offset < right.offset : first < second
        }.map(\.element)
    }

    /// So many of each policy.
    private static let shownOutcomes = 20

    private var resting: [IncidentExplanation.ExplainedEvent] {
        escalations.filter { $0.status == .running && $0.escalation != nil && $0.rests }.map {
            .init(
                at: nil, kind: .deadline, policy: $0.policy, text: $0.words(in: incident, tables: tables), notify: [])
        }
    }

    /// The steps to come, and what follows where nobody has taken it in time.
    private var foreseen: [IncidentExplanation.ExplainedEvent] {
        let foresight = EscalationForesight(of: escalations, in: incident, history, tables, from: now)
        return foresight.events(limit: Self.shownOutcomes * max(1, escalations.count)).map { event in
            switch event {
            case .escalation(let policy, let upcoming): self.event(of: upcoming, policy.name)
            case .overdue(let time, let consequence): overdue(at: time, consequence)
            }
        }
    }

    /// What begins beside a page that no endpoint has taken in its share of the time.
    private var nextMethods: [IncidentExplanation.ExplainedEvent] {
        history.messages.compactMap { page in
            guard page.event == .page, [.pending, .sending, .unknown].contains(page.state),
                let next = page.remaining.first,
                let share = page.shareEnd, share > now
            else { return nil }
            return .init(
                at: share.rfc3339, kind: .deadline, policy: page.policy,
                text:
                    "\(page.contact) is told by \(next.text) as well, unless \(page.method.endpoint.text) has taken the page by "
                    + "then", notify: [])
        }
    }

    /// What comes before its time where the step before it reaches nobody, as long as that may be.
    private var hastened: [IncidentExplanation.ExplainedEvent] {
        escalations.compactMap { stored in
            guard !stored.isIdle, let escalation = stored.escalation,
                let hastening = history.foreseenHastening(
                    of: escalation, in: incident, hours: tables.businessHours),
                hastening.at > now
            else { return nil }
            return .init(
                at: hastening.at.rfc3339, kind: .deadline, policy: stored.policy,
                text:
                    "\(hastening.nextWords) of policy \"\(stored.policy)\" comes at once, unless somebody has been reached by "
                    + "then", notify: [])
        }
    }

    private func overdue(
        at time: Timestamp, _ consequence: OverdueConsequence
    ) -> IncidentExplanation.ExplainedEvent {
        func event(_ text: String, _ recipients: Told? = nil, policy: String? = nil)
            -> IncidentExplanation.ExplainedEvent
        {
            .init(
                at: time.rfc3339, kind: .overdue, policy: policy, text: text, notify: recipients?.names ?? [],
                ways: recipients?.ways ?? [:])
        }
        let late = "nobody has taken it in time"
        switch consequence {
        case .comesByItself: return event("\(late), and the step that comes by itself within a minute escalates it")
        case .nobodyIsLeft: return event("\(late), and no policy has anybody left to tell")
        case .waits(let policy, let number, let what):
            return event(
                "\(late); step \(number) of policy \"\(policy)\" does not come sooner by that: it is for \(what)")
        case .comesSoon(let escalation):
            return event(
                "\(late); \(escalation.nextWords) of policy \"\(escalation.policy.name)\" comes when the minute after the step "
                    + "before it is over")
        case .comesNow(let escalation, .step(let step, let number, let round)):
            let policy = escalation.policy.name
            let told = told(step.notify, .step(number - 1), policy, step.methods, at: time)
            return event(
                "step \(number) of policy \"\(policy)\"\(Self.words(ofRound: round)), at once because \(late): \(told.words)",
                told, policy: policy)
        case .comesNow(let escalation, .lastResort(let role)):
            let policy = escalation.policy.name
            let told = told([role], .lastResort, policy, .all, at: time)
            return event(
                "\(Telling.lastResortReason(of: policy)), at once because \(late): \(told.words)", told, policy: policy)
        }
    }

    private func event(of upcoming: UpcomingOutcome, _ policy: String) -> IncidentExplanation.ExplainedEvent {
        let at = upcoming.at.rfc3339
        switch upcoming.outcome {
        case .notify(let step, let number, let round):
            let digestAt = tables.digestTime(of: step, at: upcoming.at)
            let told = told(
                step.notify, .step(number - 1), policy, step.methods, at: digestAt ?? upcoming.at,
                isDigest: digestAt != nil)
            let within = step.deliverWithin.map { ", delivered within \($0.prometheusText)" } ?? ""
            return .init(
                at: at, kind: .step, policy: policy,
                text: "step \(number) of policy \"\(policy)\"\(Self.words(ofRound: round)): \(told.words)"
                    + (digestAt.map { " at \($0.readable)" } ?? within), notify: told.names, ways: told.ways)
        case .passedOver(let step, let number):
            let roles = step.notify.joined(separator: ", ")
            return .init(
                at: at, kind: .passedOver, policy: policy,
                text:
                    "step \(number) of policy \"\(policy)\" is passed over, because it is for business hours: \(roles) "
                    + "not told by it", notify: [])
        case .acknowledgementExpired:
            return .init(
                at: at, kind: .acknowledgementExpires, policy: policy,
                text:
                    "\(incident.acknowledgedBy ?? "who has the incident") has it no longer, and policy \"\(policy)\" goes on",
                notify: [])
        case .exhausted(let otherwise):
            let told = otherwise.map { self.told([$0], .lastResort, policy, .all, at: upcoming.at) }
            return .init(
                at: at, kind: .exhausted, policy: policy,
                text: "policy \"\(policy)\" is exhausted"
                    + (told.map { ": \($0.recipients) as the last resort" } ?? ""),
                notify: told?.names ?? [], ways: told?.ways ?? [:])
        case .nothing: return .init(at: at, kind: .deadline, policy: policy, text: "nothing", notify: [])
        }
    }

    private static func words(ofRound round: Int) -> String { round > 0 ? ", round \(round + 1)" : "" }

    /// Who is told by what comes, and how.
    private struct Told {
        let recipients: String
        /// Those, and how: `First, by all their ways`.
        let words: String
        let names: [String]
        let ways: [String: [ContactMethod]]
    }

    private func told(
        _ roles: [String], _ place: Recipients.Place, _ policy: String, _ methods: MethodChoice, at time: Timestamp,
        isDigest: Bool = false
    ) -> Told {
        let then = tables.onCall(at: time)
        let recipients = Recipients(of: roles, at: place, of: policy, in: incident, tables: then)
        var ways: [String: [ContactMethod]] = [:]
        for contact in recipients.told.compactMap({ then.contacts[$0] }) {
            ways[contact.role, default: []] +=
                isDigest
                ? BulletinRoute(contact, keepers: tables.keepers)?.methods ?? []
                : Telling.page(.step(policy: policy), contact, methods: methods, reason: "")
                    .flatMap { [$0.method] + $0.remaining }
        }
        let how = isDigest ? "by their digest" : methods.words
        return Told(
            recipients: recipients.words, words: "\(recipients.words), \(how)", names: recipients.told, ways: ways)
    }

    /// What is owed and has not gone out.
    private var messages: [IncidentExplanation.ExplainedEvent] {
        // What is being sent is not to come.
        notifications.filter { $0.dueAt != nil && $0.notification.state != .sending }.map { stored in
            let notification = stored.notification
            let state = TellingOutcome(stored, at: now)
            let behind = queued[notification.id]
            // What is owed is sent as soon as its endpoint has room for it.
            let at = behind != nil ? nil : state == .owed ? now : stored.dueAt
            // There each has its own alert, and so its turn.
            let isInTurn =
                state == .held && Storm.isHold(notification.decision)
                && tables.keepers.contains(notification.method.notifier)
            return .init(
                at: at?.rfc3339, kind: .message, policy: notification.policy,
                text: "\(notification.method.text) (\(notification.event.rawValue)) for \(notification.contact): "
                    + (state == .retried ? "tried again" : state == .repeated ? "said once more" : "sent")
                    + (isInTurn ? " then at the earliest, in its turn: one a minute goes there" : "")
                    + (behind.map { " when message \($0) is, or is given up" } ?? "") + ", \(notification.reason)",
                notify: [notification.contact])
        }
    }

    /// Not where what they were asked lapses before, nor before they have taken what they were handed.
    private var ownerReminder: Timestamp? {
        guard incident.taking.handedOverBy == nil else { return nil }
        guard let lapses = incident.taking.confirmBy, incident.taking.isAsked else {
            return incident.taking.remindOwnerAt
        }
        return incident.taking.remindOwnerAt.flatMap { $0 < lapses ? $0 : nil }
    }

    private var deadlines: [IncidentExplanation.ExplainedEvent] {
        let owner = incident.acknowledgedBy ?? "who has it"
        var found: [(Timestamp?, String)] = [
            (incident.taking.confirmBy, "\(owner) has not confirmed what is asked, and escalation goes on"),
            (ownerReminder, "\(owner) is reminded that the incident will be theirs no longer"),
            (incident.silence?.until, "a silence ends, and what is still open is told"),
            (incident.remindAt, "the incident opens again, if its alerts fire on"),
        ]
        if incident.taking.isSnoozed { found.append((incident.taking.until, "it is snoozed no more")) }
        return found.compactMap { time, text in
            time.map { .init(at: $0.rfc3339, kind: .deadline, policy: nil, text: text, notify: []) }
        }
    }
}

extension MethodChoice {
    /// After the names of those who are told: `by their first way, and the next where that fails`.
    fileprivate var words: String {
        switch self {
        case .first: "by their first way, and the next where that fails"
        case .all: "by all their ways"
        case .only(let kind): "by \(kind.rawValue)"
        }
    }
}
