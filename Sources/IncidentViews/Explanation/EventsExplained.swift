internal import IncidentCore
internal import IncidentStore

/// What comes next of an incident, unless somebody takes it or it is over.
struct EventsExplained {
    let incident: Incident
    let escalations: [StoredEscalation]
    let notifications: [StoredNotification]
    /// With the overrides of the rotas.
    let tables: RoutingTables
    let now: Timestamp

    /// In the order of their times; what waits for something else comes last.
    var all: [IncidentExplanation.ExplainedEvent] {
        let events = messages + escalations.flatMap(steps) + deadlines
        return events.enumerated().sorted { left, right in
            let (first, second) = (left.element.at ?? "~", right.element.at ?? "~")
            return first == second ? left.offset < right.offset : first < second
        }.map(\.element)
    }

    /// So many deadlines of each policy.
    private static let shownOutcomes = 20

    private func steps(_ stored: StoredEscalation) -> [IncidentExplanation.ExplainedEvent] {
        guard stored.status == .running || stored.status == .paused else { return [] }
        guard let escalation = stored.escalation else { return [] }
        guard !stored.rests else {
            let words = stored.words(in: incident, tables: tables)
            return [.init(at: nil, kind: .deadline, policy: stored.policy, text: words, notify: [])]
        }
        let upcoming = escalation.upcoming(
            from: now, hours: tables.businessHours, limit: Self.shownOutcomes)
        return upcoming.map { event(of: $0, stored.policy) }
    }

    private func event(of upcoming: UpcomingOutcome, _ policy: String) -> IncidentExplanation.ExplainedEvent {
        let at = upcoming.at.rfc3339
        switch upcoming.outcome {
        case .notify(let step, let number, let round):
            let recipients = recipients(step.notify, .step(number - 1), policy, at: upcoming.at)
            let again = round > 0 ? ", round \(round + 1)" : ""
            let within = step.deliverWithin.map { ", delivered within \($0.prometheusText)" } ?? ""
            return .init(
                at: at, kind: .step, policy: policy,
                text:
                    "step \(number) of policy \"\(policy)\"\(again): \(recipients.words), \(step.methods.words)\(within)",
                notify: recipients.told)
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
            let recipients = otherwise.map { self.recipients([$0], .lastResort, policy, at: upcoming.at) }
            return .init(
                at: at, kind: .exhausted, policy: policy,
                text: "policy \"\(policy)\" is exhausted"
                    + (recipients.map { ": \($0.words) as the last resort" } ?? ""),
                notify: recipients?.told ?? [])
        case .nothing: return .init(at: at, kind: .deadline, policy: policy, text: "nothing", notify: [])
        }
    }

    private func recipients(
        _ roles: [String], _ place: Recipients.Place, _ policy: String, at time: Timestamp
    ) -> Recipients {
        Recipients(of: roles, at: place, of: policy, in: incident, tables: tables.onCall(at: time))
    }

    /// What is owed and has not gone out.
    private var messages: [IncidentExplanation.ExplainedEvent] {
        notifications.filter { $0.dueAt != nil }.map { stored in
            let notification = stored.notification
            let state = TellingOutcome(stored, at: now)
            return .init(
                at: stored.dueAt?.rfc3339, kind: .message, policy: notification.policy,
                text: "\(notification.method.text) (\(notification.event.rawValue)) for \(notification.contact): "
                    + (state == .retried ? "tried again" : "sent") + ", \(notification.reason)",
                notify: [notification.contact])
        }
    }

    private var deadlines: [IncidentExplanation.ExplainedEvent] {
        let owner = incident.acknowledgedBy ?? "who has it"
        var found: [(Timestamp?, String)] = [
            (incident.taking.confirmBy, "\(owner) has not confirmed what is asked, and escalation goes on"),
            (incident.taking.remindOwnerAt, "\(owner) is reminded that the incident will be theirs no longer"),
            (incident.silence?.until, "a silence ends, and what is still open is told"),
            (incident.response.by, "nobody has taken it in time, and the next step comes at once"),
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
