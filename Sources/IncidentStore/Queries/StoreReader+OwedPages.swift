internal import GRDB
package import IncidentCore

extension StoreReader {
    /// The pages of an incident that are still to ring, the first of them first.
    package func owedPages(incidentID: Int64) throws -> OwedPages {
        OwedPages(
            try rows(
                """
                SELECT contact, state, due_at_ms,
                    EXISTS (SELECT 1 FROM delivery_attempt WHERE notification_id = notification.id) AS tried
                FROM notification
                WHERE incident_id = ? AND event = 'page' AND state IN ('pending', 'sending', 'unknown')
                    AND due_at_ms IS NOT NULL
                ORDER BY due_at_ms, id
                """, [incidentID]
            ).map { row in
                let (due, state): (Timestamp, String) = (row.time("due_at_ms"), row["state"])
                return OwedPages.Page(
                    contact: row["contact"],
                    at: state == NotificationState.sending.rawValue ? DeliveryLease.beginning(of: due) : due,
                    wasTried: row["tried"])
            })
    }
}
