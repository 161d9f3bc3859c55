internal import IncidentCore

struct AlertView: Encodable, Sendable {
    let fingerprint: String
    let startsAt: String
    @Explicit var endsAt: String?
    let status: String
    let priority: String
    let rule: String
    let labels: Labels
    let annotations: Labels
    let extras: Labels
    let generatorURL: String
    let firstSeenAt: String
    let lastSeenAt: String
    /// From when on it is stale, unless it is heard of before; absent for one that has ended.
    @Explicit var staleAt: String?
    let seen: Int
    /// What mutes it in Alertmanager.
    @Explicit var muted: String?
    /// By what it is silenced here, and until when.
    @Explicit var silencedBy: String?
    @Explicit var silencedUntil: String?
    /// Whether a value is cut or a pair left out.
    let cut: Bool

    enum CodingKeys: String, CodingKey {
        case fingerprint, status, priority, rule, labels, annotations, extras, seen, cut, muted
        case startsAt = "starts_at"
        case endsAt = "ends_at"
        case generatorURL = "generator_url"
        case firstSeenAt = "first_seen_at"
        case lastSeenAt = "last_seen_at"
        case staleAt = "stale_at"
        case silencedBy = "silenced_by"
        case silencedUntil = "silenced_until"
    }

    /// - Parameter isCut: whether the occurrence is not all of what was stored.
    init(_ occurrence: Occurrence, isCut: Bool, staleAfter: Duration) {
        let alert = occurrence.alert
        fingerprint = alert.fingerprint
        startsAt = alert.startsAt.rfc3339
        endsAt = alert.endsAt?.rfc3339
        status = alert.status.rawValue
        priority = occurrence.priority.rawValue
        rule = occurrence.rule
        (labels, annotations, extras) = (alert.labels, alert.annotations, alert.extras)
        generatorURL = alert.generatorURL
        firstSeenAt = occurrence.firstSeenAt.rfc3339
        lastSeenAt = occurrence.lastSeenAt.rfc3339
        staleAt = occurrence.staleAt(after: staleAfter)?.rfc3339
        seen = occurrence.seenCount
        muted = occurrence.mutedNow
        silencedBy = occurrence.silenceNow?.words
        silencedUntil = occurrence.silenceNow?.until.rfc3339
        cut = isCut
    }

    /// As many as fit.
    static func views(_ occurrences: [Occurrence], staleAfter: Duration) -> [AlertView] {
        let (shown, cut) = occurrences.shown
        return shown.map { AlertView($0, isCut: cut.contains($0.id), staleAfter: staleAfter) }
    }
}

/// Some of an incident's alerts, in the order in which they came.
package struct AlertListView: Encodable, Sendable {
    let alerts: [AlertView]
    let total: Int
    @Explicit var nextCursor: String?

    enum CodingKeys: String, CodingKey {
        case alerts, total
        case nextCursor = "next_cursor"
    }
}

extension AlertListView {
    /// A line each for people, and how the list goes on. What all of them have alike is said once; each begins with what tells
    /// it from the others.
    ///
    /// - Parameter shortens: whether what all values of a label begin with is left out of each.
    package func text(shortens: Bool) -> String {
        guard let first = alerts.first else { return "no alert" }
        let lines = alerts.count == 1 ? [first.line(Self.words(first.labels.pairs))] : rows(shortens)
        let rest = nextCursor.map { ["there are more: --cursor \($0); \(total) in all"] } ?? []
        return (lines + rest).joined(separator: "\n")
    }

    private func rows(_ shortens: Bool) -> [String] {
        let differing = DifferingLabels(alerts.map(\.labels))
        let shared = "all of these: \(Self.words(differing.shared))".singleLine(limit: 400)
        return (differing.shared.isEmpty ? [] : [shared])
            + alerts.map { alert in
                let own = differing.words(of: alert.labels, shortens: shortens).joined(separator: " ")
                return own.isEmpty ? alert.line("") : "\(own): \(alert.state)".singleLine(limit: 400)
            }
    }

    private static func words(_ pairs: [Labels.Pair]) -> String {
        pairs.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }
}

extension AlertView {
    fileprivate var state: String { "\(status) \(priority) since \(startsAt)" }

    fileprivate func line(_ labels: String) -> String {
        "\(state)\(labels.isEmpty ? "" : ": \(labels)")".singleLine(limit: 400)
    }
}

struct RejectedAlertView: Encodable, Sendable {
    let position: Int
    let reason: String
}
