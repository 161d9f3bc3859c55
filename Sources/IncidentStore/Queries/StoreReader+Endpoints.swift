internal import GRDB
package import IncidentCore

extension StoreReader {
    /// The incidents that nobody has taken and of which pages were written to the spool, for want of the endpoint's credentials.
    package func incidentsWithSpooledPages(by endpoint: EndpointID) throws -> [Int64] {
        try rows(
            """
            SELECT id FROM incident WHERE status <> 'resolved' AND status = 'triggered' AND EXISTS (
                SELECT 1 FROM notification
                WHERE incident_id = incident.id AND notifier = ? AND endpoint = ? AND event = 'page' AND spooled = 1)
            ORDER BY id
            """, [endpoint.kind.rawValue, endpoint.name]
        ).map { $0["id"] }
    }

    /// What is owed through each endpoint; it costs what is owed, and no more.
    package func owedMessages() throws -> [EndpointID: OwedMessages] {
        let found = try rows(
            """
            SELECT notifier, endpoint, count(*) AS count, min(created_at_ms) AS oldest_at_ms,
                max(state = 'sending') AS is_begun FROM notification
            WHERE due_at_ms IS NOT NULL GROUP BY notifier, endpoint
            """)
        var owed: [EndpointID: OwedMessages] = [:]
        for row in found {
            owed[EndpointID(NotifierKind(row["notifier"]), row["endpoint"])] = OwedMessages(
                count: row["count"], oldestAt: row.time("oldest_at_ms"), isBegun: row["is_begun"])
        }
        return owed
    }

    /// How attempts ended at each endpoint, as far as the newest of all tell: those to the spool count among them.
    package func endpointHealth(newestAttempts limit: Int) throws -> [EndpointID: EndpointHealth] {
        let found = try rows(
            """
            SELECT notifier, endpoint, outcome, recipient_refused, started_at_ms, evidence
            FROM (SELECT * FROM delivery_attempt ORDER BY id DESC LIMIT ?) AS attempt
            JOIN notification ON notification.id = attempt.notification_id
            WHERE spooled = 0 ORDER BY attempt.id DESC
            """, [limit])
        var health: [EndpointID: EndpointHealth] = [:]
        for row in found {
            let endpoint = EndpointID(NotifierKind(row["notifier"]), row["endpoint"])
            let attempt = EndpointHealth.Attempt(at: row.time("started_at_ms"), words: row["evidence"])
            health[endpoint, default: EndpointHealth()].note(
                attempt, EndpointHealth.Result(try row.word("outcome"), row["recipient_refused"] ? .recipient : nil))
        }
        return health
    }
}
