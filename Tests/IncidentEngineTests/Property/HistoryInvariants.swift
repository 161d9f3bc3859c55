import GRDB
import IncidentCore
import TestSupport

@testable import IncidentStore

/// What must hold of the database whatever has happened, as questions to it that share nothing with the program's own.
struct HistoryInvariants {
    struct Violation {
        let incident: Int64
        let what: String
    }

    /// After everything that was due has been done.
    static func violations(in harness: EngineHarness) async throws -> [Violation] {
        let now = harness.clock.now.milliseconds
        return try await harness.store.read { reader in
            try ask(reader.db, unreasoned, "nobody has it, nothing is due, and no reason is given")
                + ask(reader.db, overdue, "a deadline is overdue", given: [now])
                + ask(reader.db, late, "nobody could be reached in time, and nothing more came", given: [now])
                + ask(reader.db, twice, "a step has run twice in one round")
                + ask(reader.db, pagesOfPaused, "a page is owed of what somebody has")
                + ask(reader.db, pagesOfOver, "something is owed or due of what is over")
                + ask(reader.db, owedSilenced, "a page is owed, or a step is due, of what is silenced")
        }
    }

    /// - Parameter healed: since when every endpoint takes what it gets.
    static func violations(in harness: EngineHarness, healed: Timestamp) async throws -> [Violation] {
        let healed = healed.milliseconds
        return try await harness.store.read { reader in
            try ask(reader.db, unfinished, "a message is owed still", given: [healed])
                + ask(reader.db, unexplained, "a message was cancelled without a reason")
                + ask(reader.db, unfollowed, "a page has failed, and the contact's next method did not follow")
                + ask(reader.db, unsaid, "a message has failed, and the timeline does not say so")
        }
    }

    private static func ask(
        _ db: Database, _ question: String, _ what: String, given arguments: StatementArguments = []
    ) throws -> [Violation] {
        try Row.fetchAll(db.cachedStatement(sql: question), arguments: arguments).map { row in
            let more: String? = row.count > 1 ? row[1] : nil
            return Violation(incident: row[0], what: what + (more.map { ": \($0)" } ?? ""))
        }
    }
}

// While it goes on.
extension HistoryInvariants {
    /// A policy that only notifies ("calm") gives a reason by having ended.
    private static let unreasoned = """
        SELECT incident.id FROM incident
        WHERE status = 'triggered' AND silenced_by IS NULL AND NOT EXISTS (
            SELECT 1 FROM escalation WHERE incident_id = incident.id
                AND (status = 'running' AND next_due_at_ms IS NOT NULL OR policy_name = 'calm' AND status = 'ended')
        ) AND NOT EXISTS (
            SELECT 1 FROM timeline_entry AS reason WHERE reason.incident_id = incident.id
                AND reason.kind IN ('not_told', 'nobody_told', 'escalation_exhausted', 'escalation_rested')
                AND reason.id > coalesce((
                    SELECT max(id) FROM timeline_entry AS begins WHERE begins.incident_id = incident.id AND begins.kind IN (
                        'opened', 'reopened', 'acknowledgement_expired', 'acknowledgement_overtaken',
                        'confirmation_missed', 'unacknowledged'
                    )
                ), 0)
        )
        """

    private static let overdue = """
        SELECT incident_id, policy_name FROM escalation
        WHERE status IN ('running', 'paused') AND next_due_at_ms <= ?1
        UNION ALL
        SELECT id, 'what its owner is to answer, or the end of what they have' FROM incident
        WHERE status = 'acknowledged' AND (confirm_by_ms <= ?1 OR taken_until_ms <= ?1)
        UNION ALL
        SELECT id, 'the end of flapping, or what fires on' FROM incident WHERE quiet_by_ms <= ?1 OR remind_at_ms <= ?1
        UNION ALL
        SELECT incident_id, 'the next method: ' || reason FROM notification
        WHERE due_at_ms IS NOT NULL AND share_ends_at_ms <= ?1
        """

    /// The time of a page is over, and nobody has it, nor what it takes the place of, nor anything later; so something later
    /// has come, or its policy rests; where its step gives no time only if nobody at all has been told.
    private static let late = """
        SELECT owed.incident_id, owed.reason FROM notification AS owed JOIN incident ON incident.id = owed.incident_id
        WHERE owed.event = 'page' AND owed.due_at_ms IS NOT NULL AND owed.deliver_by_ms <= ?
            AND owed.policy IN ('urgent', 'until') AND incident.status = 'triggered' AND incident.silenced_by IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM notification AS other
                WHERE other.incident_id = owed.incident_id AND other.event = 'page' AND other.state = 'sent'
                    AND (other.created_at_ms >= owed.created_at_ms OR instr(owed.reason, other.reason) = 1)
            ) AND NOT EXISTS (
                SELECT 1 FROM timeline_entry AS entry
                WHERE entry.incident_id = owed.incident_id AND entry.at_ms >= owed.created_at_ms
                    AND entry.kind IN (
                        'escalation_hastened', 'escalation_step', 'escalation_repeated', 'escalation_exhausted',
                        'escalation_rested'
                    )
                    AND entry.summary NOT LIKE owed.reason || '%'
            ) AND NOT EXISTS (
                SELECT 1 FROM escalation JOIN policy_version ON policy_version.id = policy_version_id
                JOIN notification AS reached ON reached.incident_id = escalation.incident_id
                WHERE escalation.incident_id = owed.incident_id AND policy_name = owed.policy
                    AND json_extract(
                        document, '$.steps[' || (CAST(substr(owed.reason, 6) AS INTEGER) - 1) || '].deliverWithin'
                    ) IS NULL
                    AND reached.event = 'page' AND reached.state = 'sent'
            )
        """

    /// Between the two nothing began anew (no re-opening, no end of an acknowledgement or a silence, no rise, no waking), and
    /// nobody asked for it.
    private static let twice = """
        SELECT later.incident_id, later.summary FROM timeline_entry AS later
        JOIN timeline_entry AS earlier ON earlier.incident_id = later.incident_id AND earlier.summary = later.summary
            AND earlier.id < later.id
        WHERE later.kind IN ('escalation_step', 'escalation_repeated') AND earlier.kind = later.kind AND NOT EXISTS (
            SELECT 1 FROM timeline_entry AS reason
            WHERE reason.incident_id = later.incident_id AND reason.id BETWEEN earlier.id AND later.id
                AND reason.kind IN (
                    'reopened', 'acknowledgement_expired', 'acknowledgement_overtaken', 'confirmation_missed',
                    'unacknowledged', 'silence_ended', 'priority_changed', 'escalation_woken', 'escalation_started',
                    'escalated'
                )
        )
        """

    /// What a person asked for is tried whoever has it, and "until" is the policy that goes on. While the owner is asked
    /// something, the policies of what joined run too.
    private static let pagesOfPaused = """
        SELECT incident.id, notification.reason FROM incident
        JOIN notification ON notification.incident_id = incident.id
        WHERE incident.status = 'acknowledged' AND notification.event = 'page'
            AND notification.state IN ('pending', 'unknown') AND notification.asked_by IS NULL
            AND notification.policy <> 'until' AND incident.confirm_by_ms IS NULL
        """

    private static let pagesOfOver = """
        SELECT incident.id, 'notification ' || notification.reason FROM incident
        JOIN notification ON notification.incident_id = incident.id
        WHERE incident.status = 'resolved' AND notification.event = 'page'
            AND notification.state IN ('pending', 'unknown')
        UNION ALL
        SELECT incident.id, 'step of ' || escalation.policy_name FROM incident
        JOIN escalation ON escalation.incident_id = incident.id
        WHERE incident.status = 'resolved' AND escalation.next_due_at_ms IS NOT NULL
        """

    private static let owedSilenced = """
        SELECT incident.id, 'notification ' || notification.reason FROM incident
        JOIN notification ON notification.incident_id = incident.id
        WHERE incident.silenced_by IS NOT NULL AND notification.event IN ('page', 'update')
            AND notification.state IN ('pending', 'unknown') AND notification.asked_by IS NULL
            AND NOT (notification.policy IS NULL AND incident.handed_over_by IS NOT NULL)
        UNION ALL
        SELECT incident.id, 'step of ' || escalation.policy_name FROM incident
        JOIN escalation ON escalation.incident_id = incident.id
        WHERE incident.silenced_by IS NOT NULL AND escalation.status = 'running'
            AND escalation.next_due_at_ms IS NOT NULL
        """
}

// When the endpoints have healed and time has passed.
extension HistoryInvariants {
    private static let unfinished = """
        SELECT incident_id, state || ' ' || event || ' by ' || notifier || ' to ' || contact || ', ' || reason
        FROM notification WHERE state IN ('pending', 'sending', 'unknown') AND created_at_ms <= ?
        """

    /// By an entry of its own, or, where the gate or a page took its place, in what it says of itself.
    private static let unexplained = """
        SELECT incident_id, event || ' by ' || notifier || ' to ' || contact || ', ' || reason FROM notification
        WHERE state = 'cancelled' AND decision NOT LIKE '%took its place%' AND NOT EXISTS (
            SELECT 1 FROM timeline_entry AS entry WHERE entry.incident_id = notification.incident_id
                AND entry.kind IN ('notification_cancelled', 'not_told')
                AND entry.details ->> 'notification_id' = CAST(notification.id AS TEXT)
        )
        """

    /// But where nobody wanted it any more by then. First has mail after PagerDuty, and Third Slack after mail;
    /// "calm" uses mail alone.
    private static let unfollowed = """
        SELECT incident_id, notifier || ' to ' || contact || ', ' || reason FROM notification AS failed
        WHERE state = 'failed' AND event = 'page' AND policy IN ('urgent', 'until')
            AND (contact = 'First' AND notifier = 'pagerduty' OR contact = 'Third' AND notifier = 'email')
            AND NOT EXISTS (
            SELECT 1 FROM notification AS next
            WHERE next.incident_id = failed.incident_id AND next.contact = failed.contact AND next.id > failed.id
                AND next.notifier <> failed.notifier
                AND next.reason LIKE '%in place of ' || failed.notifier || '%'
        ) AND NOT EXISTS (
            SELECT 1 FROM timeline_entry AS entry
            WHERE entry.incident_id = failed.incident_id AND entry.at_ms >= failed.created_at_ms
                AND entry.kind IN ('acknowledged', 'snoozed', 'handed_over', 'resolved', 'silenced')
        )
        """

    private static let unsaid = """
        SELECT incident_id, reason FROM notification AS failed
        WHERE state = 'failed' AND NOT EXISTS (
            SELECT 1 FROM timeline_entry AS entry WHERE entry.incident_id = failed.incident_id
                AND entry.kind = 'notification_failed'
                AND entry.details ->> 'notification_id' = CAST(failed.id AS TEXT)
        )
        """
}
