import IncidentCore
import TestSupport

/// One generated sequence: a group of a few alerts, and what becomes of it.
struct History {
    /// What it does next.
    enum Event {
        case post(WebhookBody)
        case acknowledge(by: String)
        case unacknowledge(by: String)
        case resolve(by: String)
        case reopen(by: String)
        case snooze(String, by: String)
        case handOver(to: String, by: String)
        case escalate(by: String)
        case ask(for: String, by: String)
    }

    let name: String
    private(set) var events: [String] = []
    private var alerts: [String: Alert] = [:]
    private var last: WebhookBody?

    private static let severities = ["critical", "critical", "error", "warning", "info"]
    private static let people = ["alice", "First", "Third"]

    init(_ number: Int) { name = "history-\(number)" }

    /// - Parameter isOpen: whether there is an incident that people can do something about.
    mutating func next(isOpen: Bool, at now: Timestamp, using generator: inout SeededGenerator) -> Event {
        guard isOpen, generator.chance(55) else {
            // Where there is one that somebody has closed.
            if !isOpen, last != nil, generator.chance(30) { return .reopen(by: generator.pick(Self.people)) }
            return .post(nextBody(at: now, using: &generator))
        }
        let person = generator.pick(Self.people)
        switch Int.random(in: 0..<12, using: &generator) {
        case 0..<4: return .acknowledge(by: person)
        case 4: return .unacknowledge(by: person)
        case 5: return .resolve(by: person)
        case 6: return .snooze(generator.pick(["2m", "1h"]), by: person)
        case 7, 8: return .handOver(to: generator.pick(["First", "Third"]), by: person)
        case 9, 10: return .escalate(by: person)
        default: return .ask(for: generator.pick(["First", "Third"]), by: person)
        }
    }

    mutating func note(_ what: String) { events.append(what) }

    /// All that fires ends.
    mutating func lastBody(at now: Timestamp) -> WebhookBody? {
        guard !alerts.isEmpty else { return nil }
        for (name, alert) in alerts where alert.status == .firing {
            alerts[name] = alert.resolved(after: now - alert.startsAt)
        }
        return body()
    }

    private mutating func nextBody(at now: Timestamp, using generator: inout SeededGenerator) -> WebhookBody {
        // Of a peer, or once more.
        if let last, generator.chance(12) { return last }
        let name = "\(name)-\(generator.pick(["a", "b", "until"]))"
        if let alert = alerts[name], alert.status == .firing {
            if generator.chance(75) { alerts[name] = alert.resolved(after: now - alert.startsAt) }
        } else {
            alerts[name] = .firing(name, severity: generator.pick(Self.severities), since: now)
        }
        let made = body()
        last = made
        return made
    }

    private func body() -> WebhookBody {
        WebhookBody(alerts.values.sorted { $0.fingerprint < $1.fingerprint }, group: name)
    }
}

extension History.Event {
    var words: String {
        switch self {
        case .post(let body): "post \(body.alerts.map { "\($0.fingerprint) \($0.status)" })"
        case .acknowledge(let person): "\(person) acknowledges"
        case .unacknowledge(let person): "\(person) un-acknowledges"
        case .resolve(let person): "\(person) resolves"
        case .reopen(let person): "\(person) re-opens"
        case .snooze(let length, let person): "\(person) snoozes for \(length)"
        case .handOver(let contact, let person): "\(person) hands over to \(contact)"
        case .escalate(let person): "\(person) escalates"
        case .ask(let contact, let person): "\(person) asks for \(contact)"
        }
    }
}
