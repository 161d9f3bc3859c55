internal import GRDB
internal import IncidentCore

extension StoredRow {
    func time(_ column: String) -> Timestamp { Timestamp(milliseconds: self[column]) }

    func optionalTime(_ column: String) -> Timestamp? {
        (self[column] as Int64?).map(Timestamp.init(milliseconds:))
    }

    func labels(_ column: String) throws -> Labels { try Labels(json: self[column]) }
}

extension Incident {
    static let columns = """
        id, status, priority, rule, title, group_key, lead, labels, opened_at_ms, news_at_ms, acknowledged_at_ms,
        acknowledged_by, covered_names, unconfirmed_names, confirm_by_ms, taken_until_ms, held_until_ms,
        remind_owner_at_ms, snoozed, handed_over_by, resolved_at_ms, resolved_by, remind_at_ms, flips, flapping_since_ms, quiet_by_ms, firing_count,
        occurrence_count, repeated_count, hidden_count, unkept_count, silenced_by, silence_ends_at_ms, respond_by_ms, respond_missed_at_ms, respond_spells
        """

    init(row: StoredRow) throws {
        self.init(
            id: row["id"], status: try row.word("status"), priority: try row.word("priority"), rule: row["rule"],
            title: row["title"],
            groupKey: row["group_key"], lead: row["lead"], labels: try row.labels("labels"),
            openedAt: row.time("opened_at_ms"), newsAt: row.time("news_at_ms"),
            acknowledgedAt: row.optionalTime("acknowledged_at_ms"), acknowledgedBy: row["acknowledged_by"],
            taking: Taking(
                covered: Set(try StoredJSON.names(row["covered_names"])),
                unconfirmed: try StoredJSON.names(row["unconfirmed_names"]),
                confirmBy: row.optionalTime("confirm_by_ms"), until: row.optionalTime("taken_until_ms"),
                heldUntil: row.optionalTime("held_until_ms"),
                remindOwnerAt: row.optionalTime("remind_owner_at_ms"), isSnoozed: row["snoozed"],
                handedOverBy: row["handed_over_by"]),
            resolvedAt: row.optionalTime("resolved_at_ms"), resolvedBy: row["resolved_by"],
            remindAt: row.optionalTime("remind_at_ms"),
            flapping: Flapping(
                flips: try StoredJSON.times(row["flips"]), since: row.optionalTime("flapping_since_ms"),
                quietBy: row.optionalTime("quiet_by_ms")),
            firingCount: row["firing_count"], occurrenceCount: row["occurrence_count"],
            repeatedCount: row["repeated_count"],
            hidden: HiddenAlerts(byAlertmanager: row["hidden_count"], notKept: row["unkept_count"]),
            silence: (row["silenced_by"] as String?).map {
                // No row has one and not the other.
                IncidentSilence(words: $0, until: row.optionalTime("silence_ends_at_ms") ?? Timestamp(seconds: 0))
            },
            response: Response(
                by: row.optionalTime("respond_by_ms"), missed: row.optionalTime("respond_missed_at_ms"),
                spells: try StoredSpells.read(row["respond_spells"], from: row.time("news_at_ms"))))
    }
}

extension Occurrence {
    init(row: StoredRow) throws {
        self.init(
            id: row["id"], incidentID: row["incident_id"],
            alert: Alert(
                status: try row.word("status"), labels: try row.labels("labels"),
                annotations: try row.labels("annotations"),
                startsAt: Timestamp(nanoseconds: row["starts_at_ns"]), endsAt: row.optionalTime("ends_at_ms"),
                generatorURL: row["generator_url"], fingerprint: row["fingerprint"],
                extras: try row.labels("extras")),
            priority: try row.word("priority"), rule: row["rule"], firstSeenAt: row.time("first_seen_at_ms"),
            lastSeenAt: row.time("last_seen_at_ms"), seenCount: row["seen_count"], muted: row["muted"],
            silence: (row["silenced_by"] as String?).map {
                AlertSilence(words: $0, until: row.optionalTime("silence_ends_at_ms") ?? Timestamp(seconds: 0))
            })
    }
}

extension Notification {
    static let columns = """
        id, incident_id, notifier, endpoint, address, contact, event, priority, reason, policy, asked_by, decision, state,
        created_at_ms, attempts, may_have_arrived, spooled, remaining, deliver_by_ms
        """

    /// A condition on `notification AS mine`: nothing earlier for the same incident and address is still owed, and no other page
    /// that tells the same is on its way.
    static let isFirstOfItsQueue = """
        NOT EXISTS (
            SELECT 1 FROM notification AS earlier
            WHERE \(isBehindEarlier))
            AND NOT (\(isBesideTheSame))
        """

    /// A condition on `notification AS mine`: it was tried in vain, and a later page that makes it needless once it is taken
    /// (`StoreTransaction.cancelRepeats`) is being sent. That page waits for nothing, or two could wait for each other.
    private static let isBesideTheSame = """
        mine.event = 'page' AND mine.attempts > 0 AND mine.state <> 'sending' AND mine.policy IS NOT NULL
                AND mine.asked_by IS NULL AND EXISTS (
                    SELECT 1 FROM notification AS later
                    WHERE later.incident_id = mine.incident_id AND later.notifier = mine.notifier
                        AND later.endpoint = mine.endpoint AND later.address = mine.address AND later.id > mine.id
                        AND later.contact = mine.contact AND later.event = 'page' AND later.state = 'sending'
                        AND later.policy IS NOT NULL)
        """

    /// A condition on `notification AS mine` and `notification AS earlier`. It keeps the order of what one address is told
    /// of an incident: never a resolve before its trigger. What says that it is taken or over keeps no page waiting,
    /// whatever becomes of it, because such a page rings under a key of its own; and nothing at all once it has arrived and
    /// is only said once more. Nor does an acknowledgement that was refused keep waiting who took it later, or the end.
    /// What is held back in a storm keeps no page waiting that is not; and what has been tried in vain, and is to be tried again
    /// later, keeps none waiting that is due before: it may be more urgent, and the other side take it. What is being sent waits
    /// for nothing that is not: its claim may have ended, and it is due again then.
    static let isBehindEarlier = """
        earlier.incident_id = mine.incident_id AND earlier.notifier = mine.notifier
                AND earlier.endpoint = mine.endpoint AND earlier.address = mine.address AND earlier.id < mine.id AND earlier.due_at_ms IS NOT NULL
                AND NOT ((earlier.event = 'acknowledged' OR earlier.event = 'resolved')
                    AND (mine.event = 'page' OR EXISTS (
                        SELECT 1 FROM delivery_attempt WHERE notification_id = earlier.id AND outcome = 'sent')))
                AND NOT (earlier.event = 'acknowledged' AND earlier.state <> 'sending' AND earlier.attempts > 0
                    AND (mine.event = 'acknowledged' OR mine.event = 'resolved'))
                AND NOT (earlier.storm_id IS NOT NULL AND earlier.state <> 'sending' AND mine.event = 'page')
                AND NOT (mine.event = 'page' AND (earlier.event = 'page' OR earlier.event = 'update')
                    AND earlier.state <> 'sending' AND earlier.attempts > 0 AND earlier.due_at_ms > mine.due_at_ms)
                AND NOT (mine.state = 'sending' AND earlier.state <> 'sending')
        """

    /// A condition on `notification`: it is tried on although it was refused, and nothing of it may have arrived.
    static let wasRefused = """
        (state = 'pending' OR state = 'sending') AND attempts > 0 AND may_have_arrived = 0 AND EXISTS (
            SELECT 1 FROM delivery_attempt WHERE notification_id = notification.id AND outcome = 'permanent')
        """

    /// A condition with a place for each of `full`; empty when there are none.
    static func isElsewhere(than full: [String]) -> String {
        full.isEmpty ? "" : "AND address NOT IN (\(full.map { _ in "?" }.joined(separator: ", ")))"
    }

    /// A condition, word for word that of the index of pages with a share of some time.
    static let hasShare = "share_ends_at_ms IS NOT NULL AND due_at_ms IS NOT NULL"

    /// Lets one that is not begun be due at `:due`: the time within which it is to be taken counts from then.
    static let becomesDue = """
        deliver_by_ms = deliver_by_ms + (:due - due_at_ms), share_ends_at_ms = share_ends_at_ms + (:due - due_at_ms),
        due_at_ms = :due
        """

    /// A condition, word for word that of the index of waiting pages.
    static let isWaitingPage = """
        event = 'page' AND priority <= 'P2' AND remaining <> '[]' AND (state = 'pending' OR state = 'unknown')
        """

    init(row: StoredRow) throws {
        self.init(
            id: row["id"], incidentID: row["incident_id"],
            method: ContactMethod(row: row), contact: row["contact"],
            event: try row.word("event"), priority: try row.word("priority"),
            reason: row["reason"], policy: row["policy"], askedBy: row["asked_by"], decision: row["decision"],
            state: try row.word("state"),
            createdAt: row.time("created_at_ms"),
            attempts: row["attempts"], mayHaveArrived: row["may_have_arrived"], isSpooled: row["spooled"],
            remaining: try StoredJSON.decodeList(row["remaining"]), deliverBy: row.optionalTime("deliver_by_ms"))
    }
}

extension ContactMethod {
    init(row: StoredRow) {
        self.init(EndpointID(NotifierKind(row["notifier"]), row["endpoint"]), address: row["address"])
    }
}

extension TimelineEntry {
    init(row: StoredRow) throws {
        self.init(
            id: row["id"], incidentID: row["incident_id"], at: row.time("at_ms"),
            kind: TimelineKind(rawValue: row["kind"]) ?? .noted, actor: row["actor"], summary: row["summary"],
            details: try row.labels("details"))
    }
}
