/// What each metric is, for its HELP line; one line each.
enum MetricHelp {
    static let texts = [
        "responder_audit_violations_total": "What the auditor found that must not be, by rule; it mends it.",
        "responder_build_info": "The version that runs; always 1.",
        "responder_baseline_runs_total": "Runs of collectors while nothing is wrong, by how they ended.",
        "responder_collector_runs_total": "Runs of collectors, by how they ended.",
        "responder_connections_dropped_total":
            "Connections closed and bodies refused before it was known who sends, by reason.",
        "responder_delivery_retries_total": "Attempts to send that failed and are made again.",
        "responder_clock_steps_total": "Times the system's clock was set while the server ran.",
        "responder_unreadable_rows_total": "Stored rows that could not be understood and were passed over.",
        "responder_bulletins_total": "Messages about no one incident, by whether they were sent.",
        "responder_endpoint_last_failure_timestamp_seconds":
            "When an endpoint last took no message, but for its address alone; 0 while none is known.",
        "responder_endpoint_last_success_timestamp_seconds":
            "When an endpoint last took a message; 0 while none is known.",
        "responder_endpoint_oldest_owed_seconds":
            "Age of the oldest notification that is owed through an endpoint; 0 when none is.",
        "responder_endpoint_owed": "Notifications that are still to be sent through an endpoint.",
        "responder_escalations_exhausted_total":
            "Escalations of which every step has run and nobody took the incident.",
        "responder_incidents_open": "Incidents that are not resolved.",
        "responder_intake_alerts_total": "Alerts in the bodies that were taken, by what they came to.",
        "responder_intake_bodies_total": "Webhook bodies that were taken.",
        "responder_intake_shared_fingerprints_total":
            "Alerts that came with the fingerprint of others and were taken by their labels.",
        "responder_intake_cut_total": "What of webhook bodies was over the limits, by what it was.",
        "responder_intake_refused_total": "Webhook bodies that were refused, by reason.",
        "responder_notification_duration_seconds": "How long attempts to send took.",
        "responder_notifications_failed_total":
            "Notifications that were given up, and attempts that are refused and made again.",
        "responder_notifications_oldest_owed_seconds":
            "Age of the oldest notification that is still owed; 0 when none is.",
        "responder_notifications_owed": "Notifications that are still to be sent.",
        "responder_notifications_together_total":
            "Attempts at notifications that were told in the message of another, because of a storm.",
        "responder_notifications_spooled_total":
            "Notifications that were only written to the spool, for want of credentials: nobody got them.",
        "responder_notifications_total": "Notifications that were sent.",
        "responder_outgoing_heartbeats_total":
            "Times somebody outside was to be told that all is well, by what came of it.",
        "responder_pagerduty_events_total": "Webhooks of PagerDuty, by what became of them.",
        "responder_reconciliation_asks_total": "Times an Alertmanager was asked what it knows, by whether it answered.",
        "responder_reconciliation_corrections_total": "Corrections by what Alertmanager says, by kind.",
        "responder_responses_missed_total": "Incidents that nobody had taken in time, by priority.",
        "responder_search_behind_incidents":
            "Incidents that are not in the search index, or changed since; of the changed some hundreds at most.",
        "responder_store_answers":
            "0 while the database cannot be asked; what is counted from it is as it was before then.",
        "responder_store_damaged": "1 once a part of the database makes no sense.",
        "responder_tables_in_force":
            "1 while the tables in force are those on disk, 0 while those on disk are refused.",
        "responder_tables_loaded_timestamp_seconds": "When the tables in force were read.",
    ]
}
