internal import GRDB
package import IncidentCore

/// Which of our pages an alert in PagerDuty was opened by.
package struct PagerDutyPlace: Sendable, Equatable {
    package let incidentID: Int64
    /// The notification under whose key; `nil` under the incident's.
    package let ring: Int64?

    package init(incidentID: Int64, ring: Int64?) {
        self.incidentID = incidentID
        self.ring = ring
    }
}

/// What has been told of an incident's alerts in PagerDuty.
package struct PagerDutyOrder: Sendable, Equatable {
    /// When the newest happened that counts against what was before it; `nil` where nothing has.
    package let newestAt: Timestamp?
    /// The alert by which the incident was taken there last; `nil` where that is not known.
    package let takenBy: String?
}

extension StoreTransaction {
    /// How long an event's number is kept after it happened: longer than an event is believed, also after the clock was set.
    private static let eventsKept: Duration = .seconds(96 * 3600)

    /// Remembers that an event has come which is about something of ours.
    ///
    /// - Returns: false when it had come before.
    package func addPagerDutyEvent(_ id: String, occurredAt: Timestamp, at now: Timestamp) throws -> Bool {
        let notifier = PagerDutyNews.notifier.rawValue
        guard try row("SELECT 1 FROM inbound_event WHERE notifier = ? AND id = ?", [notifier, id]) == nil else {
            return false
        }
        try run("DELETE FROM inbound_event WHERE occurred_at_ms < ?", (now - Self.eventsKept).milliseconds)
        try run(
            "INSERT INTO inbound_event (notifier, id, occurred_at_ms) VALUES (?, ?, ?)", notifier, id,
            occurredAt.milliseconds)
        return true
    }

    /// Keeps what PagerDuty calls an alert of ours.
    package func savePagerDutyIncident(_ id: String, _ place: PagerDutyPlace) throws {
        try run(
            """
            INSERT INTO inbound_incident (notifier, id, incident_id, ring) VALUES (?, ?, ?, ?)
            ON CONFLICT (notifier, id) DO NOTHING
            """, PagerDutyNews.notifier.rawValue, id, place.incidentID, place.ring)
    }

    package func pagerDutyPlace(of id: String) throws -> PagerDutyPlace? {
        try row(
            "SELECT incident_id, ring FROM inbound_incident WHERE notifier = ? AND id = ?",
            [PagerDutyNews.notifier.rawValue, id]
        ).map {
            PagerDutyPlace(incidentID: $0["incident_id"], ring: $0["ring"])
        }
    }

    /// What counts against an event about one alert of an incident.
    package func pagerDutyOrder(of alert: String, incidentID: Int64) throws -> PagerDutyOrder {
        let alerts = try rows(
            "SELECT alert, newest_at_ms, counts_at_ms, is_taken FROM inbound_order WHERE incident_id = ? AND notifier = ?",
            [incidentID, PagerDutyNews.notifier.rawValue])
        let times = alerts.compactMap { row in
            (row["alert"] as String) == alert ? row.time("newest_at_ms") : row.optionalTime("counts_at_ms")
        }
        return PagerDutyOrder(newestAt: times.max(), takenBy: alerts.first { $0["is_taken"] as Bool }?["alert"])
    }

    /// Keeps when something happened to an alert there; what was later already stays.
    package func savePagerDutyOrder(
        of alert: String, incidentID: Int64, _ occurredAt: Timestamp, reach: PagerDutyNews.Reach
    ) throws {
        guard reach != .nothing else { return }
        let counts = reach == .itsIncident ? occurredAt.milliseconds : nil
        try run(
            """
            INSERT INTO inbound_order (incident_id, notifier, alert, newest_at_ms, counts_at_ms) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (incident_id, notifier, alert) DO UPDATE SET
                newest_at_ms = max(newest_at_ms, excluded.newest_at_ms),
                counts_at_ms = coalesce(max(counts_at_ms, excluded.counts_at_ms), counts_at_ms, excluded.counts_at_ms)
            """, incidentID, PagerDutyNews.notifier.rawValue, alert, occurredAt.milliseconds, counts)
    }

    /// Keeps by which alert the incident was taken there.
    package func saveTaken(by alert: String, incidentID: Int64) throws {
        try run(
            "UPDATE inbound_order SET is_taken = (alert = ?) WHERE incident_id = ? AND notifier = ?", alert, incidentID,
            PagerDutyNews.notifier.rawValue)
    }

    /// By which way who has an incident took it; `nil` where nobody can say.
    package func wayOfTaking(incidentID: Int64) throws -> Way? {
        let entry = try row(
            """
            SELECT * FROM timeline_entry WHERE incident_id = ? AND kind IN ('acknowledged', 'snoozed', 'handed_over')
            ORDER BY id DESC LIMIT 1
            """, [incidentID])
        return entry.flatMap { caches.unreadable.read("timeline_entry", $0, as: TimelineEntry.init(row:)) }?
            .details["way"].flatMap(Way.init(rawValue:))
    }

    /// When the newest of the urgent alerts that fire was first heard of; `nil` where none is.
    package func newestUrgentAlert(incidentID: Int64) throws -> Timestamp? {
        try row(
            """
            SELECT max(first_seen_at_ms) AS at_ms FROM occurrence
            WHERE incident_id = ? AND status = 'firing' AND priority <= 'P2'
            """, [incidentID])?.optionalTime("at_ms")
    }

    /// What has arrived through an endpoint of a kind that keeps an alert for each incident, may have, or is on its way:
    /// under which keys it is, and when the newest page was written. `nil` when nothing has.
    package func foldedMessages(
        incidentID: Int64, through endpoint: EndpointID
    ) throws -> (keys: FoldingKeys, rings: Set<Int64>, pagedAt: Timestamp)? {
        let found = try rows(
            """
            SELECT id, event, let_go, former_closed, created_at_ms,
                EXISTS (SELECT 1 FROM delivery_attempt WHERE notification_id = mine.id AND outcome = 'unknown') AS late
            FROM notification AS mine
            WHERE incident_id = ? AND notifier = ? AND endpoint = ?
                AND (state = 'sent' AND spooled = 0 OR state = 'sending' OR may_have_arrived = 1)
            ORDER BY id
            """, [incidentID, endpoint.kind.rawValue, endpoint.name])
        let told = found.map {
            FoldingKeys.Told(
                id: $0["id"], isPage: $0["event"] == NotificationEvent.page.rawValue, ringsAnew: $0["let_go"],
                closedFormer: $0["former_closed"], mayComeLate: $0["late"])
        }
        let pages = zip(told, found).filter(\.0.isPage)
        guard let newest = pages.last else { return nil }
        return (
            FoldingKeys(after: told), Set(told.filter(\.ringsAnew).map(\.id)), newest.1.time("created_at_ms")
        )
    }
}
