internal import GRDB
package import IncidentCore

/// A silence that a person has made, as it is stored.
package struct StoredSilence: Sendable, Equatable {
    package let id: Int64
    package let draft: SilenceDraft
    package let madeAt: Timestamp
    /// When somebody ended it before its time, and who.
    package let expiredAt: Timestamp?
    package let expiredBy: String?

    package init(
        id: Int64, draft: SilenceDraft, madeAt: Timestamp, expiredAt: Timestamp? = nil, expiredBy: String? = nil
    ) {
        self.id = id
        self.draft = draft
        self.madeAt = madeAt
        self.expiredAt = expiredAt
        self.expiredBy = expiredBy
    }

    /// When it ends, or has ended.
    package var until: Timestamp { expiredAt.map { min($0, draft.until) } ?? draft.until }

    package enum State: String, Sendable {
        /// It has not begun.
        case pending
        case active
        /// It is over, by its time or by a person.
        case expired
    }

    package func state(at now: Timestamp) -> State {
        now >= until || expiredAt != nil ? .expired : draft.from > now ? .pending : .active
    }

    /// What it does while it is not over.
    package var silence: Silence {
        Silence(
            .person(draft.by, id: id), selector: draft.selector, from: draft.from, until: draft.until, why: draft.why)
    }
}

extension StoredSilence {
    init(row: StoredRow) throws {
        self.init(
            id: row["id"],
            draft: SilenceDraft(
                matchers: try (StoredJSON.names(row["matchers"])).map { try Matcher($0) },
                from: row.time("starts_at_ms"), until: row.time("ends_at_ms"), by: row["made_by"], why: row["why"]),
            madeAt: row.time("made_at_ms"), expiredAt: row.optionalTime("expired_at_ms"), expiredBy: row["expired_by"])
    }
}
