package import IncidentCore
package import IncidentStore

/// A silence as the JSON API and `--output json` show it. Times are RFC 3339 UTC with milliseconds.
package struct SilenceView: Encodable, Sendable {
    let id: Int64
    /// `pending`, `active` or `expired`.
    let state: String
    let match: [String]
    let from: String
    let until: String
    let by: String
    let why: String
    let madeAt: String
    /// When somebody ended it before its time, and who.
    @Explicit var expiredAt: String?
    @Explicit var expiredBy: String?

    enum CodingKeys: String, CodingKey {
        case id, state, match, from, until, by, why
        case madeAt = "made_at"
        case expiredAt = "expired_at"
        case expiredBy = "expired_by"
    }

    package init(_ silence: StoredSilence, redactions: Redactions, at now: Timestamp) {
        id = silence.id
        state = silence.state(at: now).rawValue
        match = silence.draft.matchers.map { redactions.apply(to: $0.description) }
        from = silence.draft.from.rfc3339
        until = silence.draft.until.rfc3339
        by = redactions.apply(to: silence.draft.by)
        why = redactions.apply(to: silence.draft.why)
        madeAt = silence.madeAt.rfc3339
        expiredAt = silence.expiredAt?.rfc3339
        expiredBy = silence.expiredBy.map(redactions.apply(to:))
    }
}

/// A maintenance window with the turn that is in force, or comes next.
package struct MaintenanceView: Encodable, Sendable {
    let name: String
    let state: String
    let match: [String]
    let matchAny: [[String]]
    let from: String
    let until: String
    let why: String

    enum CodingKeys: String, CodingKey {
        case name, state, match, from, until, why
        case matchAny = "match_any"
    }

    package init?(_ window: MaintenanceWindow, at now: Timestamp) {
        guard let turn = window.turn(at: now) else { return nil }
        name = window.name
        state = (turn.isInForce(at: now) ? StoredSilence.State.active : .pending).rawValue
        match = window.selector.all.map(\.description)
        matchAny = window.selector.any.map { $0.map(\.description) }
        from = turn.from.rfc3339
        until = turn.until.rfc3339
        why = window.why
    }
}

package struct SilenceListView: Encodable, Sendable {
    let silences: [SilenceView]
    let maintenance: [MaintenanceView]

    package init(
        _ silences: [StoredSilence], _ windows: [MaintenanceWindow], redactions: Redactions, at now: Timestamp
    ) {
        self.silences = silences.map { SilenceView($0, redactions: redactions, at: now) }
        maintenance = windows.compactMap { MaintenanceView($0, at: now) }
    }
}

extension StoreReader {
    /// All that are in force or to come, and of those that are over the newest.
    package func silencesToShow(at now: Timestamp) throws -> [StoredSilence] {
        try silences(notOverAt: now) + silences(overAt: now, limit: Shown.pastSilences)
    }
}
