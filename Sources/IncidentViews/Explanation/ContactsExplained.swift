internal import IncidentCore
internal import IncidentStore

/// Why each contact was told of an incident by each of its ways, or was not.
struct ContactsExplained {
    let notifications: [StoredNotification]
    /// Of what is owed, by what each waits behind.
    let queued: [Int64: Int64]
    /// Those of the timeline that say why something was not told after all.
    let entries: [TimelineEntry]
    let digests: DigestsExplained
    let tables: RoutingTables
    let next: [IncidentExplanation.ExplainedEvent]
    let now: Timestamp

    /// Those with a message in the order of their first, then the others as the tables have them.
    var all: [IncidentExplanation.ExplainedContact] {
        var names: [String] = []
        for name in notifications.map(\.notification.contact) + tables.contacts.names where !names.contains(name) {
            names.append(name)
        }
        return names.map(explained)
    }

    private func explained(_ name: String) -> IncidentExplanation.ExplainedContact {
        let told = notifications.filter { $0.notification.contact == name }
        var methods: [ContactMethod] = []
        let path = tables.contacts[name]?.escalationPath ?? []
        for method in told.map(\.notification.method) + path where !methods.contains(method) { methods.append(method) }
        let explained = methods.map { method in
            let messages = told.filter { $0.notification.method == method }
            return IncidentExplanation.ExplainedMethod(
                method: method.text, because: messages.isEmpty ? unused(method, of: name, told) : nil,
                messages: messages.map(message))
        }
        guard explained.isEmpty else { return .init(contact: name, methods: explained) }
        // Who fills a role is told by ways of their own.
        let because = tables.contacts.rotaRoles[name].map { "filled by rota \"\($0)\"; who is on call is told" }
        return .init(
            contact: name,
            methods: [
                .init(method: "none", because: because ?? "it has no way to be reached", messages: [])
            ])
    }

    /// Why nothing went to a contact by one of its ways.
    private func unused(_ method: ContactMethod, of name: String, _ told: [StoredNotification]) -> String {
        let tried = told.filter { TellingOutcome($0, at: now) != .notTold }
        if let behind = tried.last(where: { $0.notification.remaining.contains(method) }) {
            let outcome = TellingOutcome(behind, at: now)
            let first = behind.notification.method.text
            switch outcome {
            case .told, .repeated: return "not needed: \(first) has it"
            case .notTold, .cancelled, .spooled: return "not needed: \(first) was \(outcome.words)"
            case .held, .owed, .sending, .retried, .failed: return "takes its turn where \(first) does not get through"
            }
        }
        let coming = next.first { $0.ways[name]?.contains(method) ?? false && $0.kind != .message }
        let notYet = coming.map { event in
            let time = event.at.flatMap { Timestamp(rfc3339: $0)?.readable } ?? "later"
            let what = event.kind == .exhausted ? event.policy.map(Telling.lastResortReason) : nil
            return "not yet: \(time) by \(what ?? String(event.text.prefix { $0 != ":" }))"
        }
        let reasons = [digests.words(of: method, of: name, isUsed: notYet != nil), notYet].compactMap(\.self)
        guard reasons.isEmpty else { return reasons.joined(separator: "; ") }
        return told.isEmpty && !next.contains { $0.notify.contains(name) }
            ? "not told: no step of the incident's policies that has come, or comes, names them"
            : "not used: no step that has come, or comes, uses this way"
    }

    private func message(_ stored: StoredNotification) -> IncidentExplanation.ExplainedMessage {
        let notification = stored.notification
        return .init(
            id: notification.id, event: notification.event.rawValue, outcome: TellingOutcome(stored, at: now),
            at: notification.createdAt.rfc3339, doneAt: stored.attempts.last?.at.rfc3339,
            nextAt: queued[notification.id] == nil ? stored.nextAttemptAt?.rfc3339 : nil,
            waitsBehind: queued[notification.id], reason: notification.reason,
            decision: ended(notification) ?? stored.onceMoreWords ?? notification.decision,
            evidence: stored.attempts.last?.evidence.shown(Shown.nameCharacters),
            attempts: stored.attempts.count)
    }

    /// Why it was cancelled, or what followed from its failure, as the timeline has it.
    private func ended(_ notification: Notification) -> String? {
        guard notification.state == .cancelled || notification.state == .failed else { return nil }
        let entry = entries.last {
            $0.details["notification_id"] == String(notification.id)
                && [.notificationCancelled, .notificationFailed].contains($0.kind)
        }
        guard let entry else { return nil }
        let words = entry.summary.dropFirst(notification.reason.isEmpty ? 0 : prefixLength(entry.summary, notification))
        let isReplaced = notification.state == .failed && replaced(notification)
        return words.drop { $0 == ":" || $0 == " " || $0 == "," }
            + (isReplaced ? "; the next way took its turn" : "")
    }

    /// The part that names the message, before what became of it.
    private func prefixLength(_ summary: String, _ notification: Notification) -> Int {
        guard let range = summary.firstRange(of: notification.reason) else { return 0 }
        return summary.distance(from: summary.startIndex, to: range.upperBound)
    }

    private func replaced(_ notification: Notification) -> Bool {
        let place = "\(notification.reason)\(Fallback.inPlaceOf)\(notification.method.endpoint.text)"
        return notifications.contains {
            $0.notification.id > notification.id && $0.notification.contact == notification.contact
                && $0.notification.method != notification.method && $0.notification.reason.hasPrefix(place)
        }
    }
}
