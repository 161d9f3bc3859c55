import IncidentCore
import Synchronization
import TestSupport

/// The other sides in generated histories; they see each attempt, and say what should never have been begun.
final class HistoryEndpoints: Sendable {
    private struct State {
        var moods: [NotifierKind: DeliveryOutcome] = [:]
        var hanging: [NotifierKind: (gate: Gate, then: DeliveryOutcome)] = [:]
        var violations: [(incident: Int64, what: String)] = []
        var pages = 0
        var count = 0
        var standing = 0
    }

    private let state = Mutex(State())

    /// How many attempts there were, and how many of them were pages.
    var counts: (all: Int, pages: Int) { state.withLock { ($0.count, $0.pages) } }

    /// How many attempts have come to the gate since it is there.
    var standing: Int { state.withLock(\.standing) }

    /// `nil` is "sent".
    func set(_ kind: NotifierKind, _ mood: DeliveryOutcome?) { state.withLock { $0.moods[kind] = mood } }

    func heal() { state.withLock { $0.moods = [:] } }

    /// Lets attempts of a kind stand until the gate is opened.
    func hang(_ kind: NotifierKind, then outcome: DeliveryOutcome) -> Gate {
        let gate = Gate()
        state.withLock { state in
            state.hanging[kind] = (gate, outcome)
            state.standing = 0
        }
        return gate
    }

    func endHanging() { state.withLock { $0.hanging = [:] } }

    func takeViolations() -> [(incident: Int64, what: String)] {
        state.withLock { state in
            defer { state.violations = [] }
            return state.violations
        }
    }

    func deliver(_ message: Message) async -> DeliveryOutcome {
        let kind = message.notification.method.notifier
        let (mood, hanging) = state.withLock { state in
            state.count += 1
            if message.notification.event == .page { state.pages += 1 }
            if let what = Self.violation(of: message) { state.violations.append((message.incident.id, what)) }
            if state.hanging[kind] != nil { state.standing += 1 }
            return (state.moods[kind], state.hanging[kind])
        }
        guard let hanging else { return mood ?? .sent }
        await hanging.gate.pass()
        return hanging.then
    }

    /// Nobody is rung about what somebody has, what is over or what is silenced, but for the exceptions that the
    /// documentation names: what a person asked for, a policy until resolved, and, while its owner is asked something, that
    /// and the policies of what joined.
    private static func violation(of message: Message) -> String? {
        let (notification, incident) = (message.notification, message.incident)
        guard notification.event == .page else { return nil }
        let isAsked = notification.askedBy != nil
        let who = "\(message.line), \(notification.reason)"
        if incident.silence != nil, !isAsked, !(notification.policy == nil && incident.taking.handedOverBy != nil) {
            return "told although it is silenced: \(who)"
        }
        switch incident.status {
        case .triggered: return nil
        case .acknowledged:
            let goesOn = isAsked || incident.taking.isAsked || message.goesOnUntilResolved
            return goesOn ? nil : "told although \(incident.acknowledgedBy ?? "somebody") has it: \(who)"
        case .resolved: return "told although it is over: \(who)"
        }
    }
}
