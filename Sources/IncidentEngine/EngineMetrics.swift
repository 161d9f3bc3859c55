package import IncidentCore
package import Metrics

/// What the engine counts, under Prometheus' naming; every series exists at 0 from the start, so that its first
/// increase is seen. Label values come from our own enums only.
package struct EngineMetrics: Sendable {
    private let bodies: Counter
    private let alerts: [IntakeOutcome: Counter]
    private let cuts: [String: Counter]
    private let renamed: Counter
    private let refusedBodies: [String: Counter]
    private let sent: [NotifierKind: Counter]
    private let spooled: [NotifierKind: Counter]
    private let failed: [NotifierKind: [DeliveryObstacle: Counter]]
    private let retried: [NotifierKind: Counter]
    private let together: [NotifierKind: Counter]
    private let durations: [NotifierKind: Metrics.Timer]
    private let exhausted: Counter
    private let missedResponses: [Priority: Counter]
    private let bulletins: [String: Counter]
    private let collectors: [CollectorOutcome: Counter]
    private let baselines: [CollectorOutcome: Counter]
    private let clockSteps: Counter
    private let unreadableRows: Counter
    private let asks: [Bool: Counter]
    private let corrections: [CorrectionKind: Counter]
    private let pagerDutyEvents: [PagerDutyOutcome: Counter]
    private let auditViolations: [AuditRule: Counter]
    private let outgoingHeartbeats: [OutgoingOutcome: Counter]

    private static let refusalReasons = ["malformed", "too_large", "encoded", "unavailable", "not_admitted"]

    /// - Parameter notifiers: the kinds there are.
    package init(factory: any MetricsFactory, notifiers: [NotifierKind]) {
        func counter(_ label: String, _ dimensions: [(String, String)] = []) -> Counter {
            Counter(label: label, dimensions: dimensions, factory: factory)
        }
        func byNotifier(_ label: String) -> [NotifierKind: Counter] {
            Dictionary(
                uniqueKeysWithValues: notifiers.map { ($0, counter(label, [("notifier", $0.rawValue)])) })
        }
        bodies = counter("responder_intake_bodies_total")
        alerts = Dictionary(
            uniqueKeysWithValues: IntakeOutcome.allCases.map {
                ($0, counter("responder_intake_alerts_total", [("outcome", $0.rawValue)]))
            })
        cuts = Dictionary(
            uniqueKeysWithValues: ["alerts", "pairs", "texts"].map {
                ($0, counter("responder_intake_cut_total", [("what", $0)]))
            })
        renamed = counter("responder_intake_shared_fingerprints_total")
        refusedBodies = Dictionary(
            uniqueKeysWithValues: Self.refusalReasons.map {
                ($0, counter("responder_intake_refused_total", [("reason", $0)]))
            })
        sent = byNotifier("responder_notifications_total")
        spooled = byNotifier("responder_notifications_spooled_total")
        failed = Dictionary(
            uniqueKeysWithValues: notifiers.map { notifier in
                let reasons = DeliveryObstacle.allCases.map {
                    (
                        $0,
                        counter(
                            "responder_notifications_failed_total",
                            [("notifier", notifier.rawValue), ("reason", $0.rawValue)])
                    )
                }
                return (notifier, Dictionary(uniqueKeysWithValues: reasons))
            })
        retried = byNotifier("responder_delivery_retries_total")
        together = byNotifier("responder_notifications_together_total")
        durations = Dictionary(
            uniqueKeysWithValues: notifiers.map {
                (
                    $0,
                    Metrics.Timer(
                        label: "responder_notification_duration_seconds", dimensions: [("notifier", $0.rawValue)],
                        factory: factory)
                )
            })
        exhausted = counter("responder_escalations_exhausted_total")
        bulletins = Dictionary(
            uniqueKeysWithValues: BulletinKind.allCases.flatMap { kind in
                ["sent", "spooled", "failed"].map { outcome in
                    let labels = [("kind", kind.rawValue), ("outcome", outcome)]
                    return ("\(kind.rawValue) \(outcome)", counter("responder_bulletins_total", labels))
                }
            })
        missedResponses = Dictionary(
            uniqueKeysWithValues: Priority.allCases.map {
                ($0, counter("responder_responses_missed_total", [("priority", $0.rawValue)]))
            })
        clockSteps = counter("responder_clock_steps_total")
        unreadableRows = counter("responder_unreadable_rows_total")
        asks = [
            true: counter("responder_reconciliation_asks_total", [("outcome", "answered")]),
            false: counter("responder_reconciliation_asks_total", [("outcome", "failed")]),
        ]
        corrections = Dictionary(
            uniqueKeysWithValues: CorrectionKind.allCases.map {
                ($0, counter("responder_reconciliation_corrections_total", [("kind", $0.rawValue)]))
            })
        pagerDutyEvents = Dictionary(
            uniqueKeysWithValues: PagerDutyOutcome.allCases.map {
                ($0, counter("responder_pagerduty_events_total", [("outcome", $0.rawValue)]))
            })
        auditViolations = Dictionary(
            uniqueKeysWithValues: AuditRule.allCases.map {
                ($0, counter("responder_audit_violations_total", [("rule", $0.rawValue)]))
            })
        outgoingHeartbeats = Dictionary(
            uniqueKeysWithValues: OutgoingOutcome.allCases.map {
                ($0, counter("responder_outgoing_heartbeats_total", [("outcome", $0.rawValue)]))
            })
        collectors = Dictionary(
            uniqueKeysWithValues: CollectorOutcome.allCases.map {
                ($0, counter("responder_collector_runs_total", [("outcome", $0.rawValue)]))
            })
        baselines = Dictionary(
            uniqueKeysWithValues: CollectorOutcome.allCases.map {
                ($0, counter("responder_baseline_runs_total", [("outcome", $0.rawValue)]))
            })
    }

    func bodyTaken(_ receipt: IntakeReceipt, cuts: IntakeCuts) {
        bodies.increment()
        for (outcome, number) in receipt.tally.counts { alerts[outcome]?.increment(by: number) }
        if receipt.renamed > 0 { renamed.increment(by: receipt.renamed) }
        guard !cuts.isEmpty else { return }
        for (what, number) in [("alerts", cuts.alerts), ("pairs", cuts.pairs), ("texts", cuts.texts)] where number > 0 {
            self.cuts[what]?.increment(by: number)
        }
    }

    func senderRefused() { refusedBodies["not_admitted"]?.increment() }

    func bodyRefused(_ rejection: IntakeRejection) { refusedBodies[rejection.reason]?.increment() }

    func deliveryAttempted(
        _ notifier: NotifierKind, _ outcome: DeliveryOutcome, _ decision: DeliveryDecision, took: Duration
    ) {
        durations[notifier]?.recordNanoseconds(took.wholeNanoseconds)
        switch decision {
        case .sent where outcome.isSpooled: spooled[notifier]?.increment()
        case .sent: sent[notifier]?.increment()
        case .retry where !decision.goesElsewhere(after: outcome): retried[notifier]?.increment()
        case .retry, .failed: failed[notifier]?[outcome.obstacle ?? .unclear]?.increment()
        }
    }

    /// - Parameter count: notifications that were told in the message of another.
    func toldTogether(_ count: Int, by notifier: NotifierKind) { together[notifier]?.increment(by: count) }

    func clockStepped() { clockSteps.increment() }

    func rowUnreadable() { unreadableRows.increment() }

    /// One Alertmanager was asked what it knows.
    func alertmanagerAsked(answered: Bool) { asks[answered]?.increment() }

    func corrected(_ kind: CorrectionKind, _ count: Int) { corrections[kind]?.increment(by: count) }

    func pagerDutyTold(_ outcome: PagerDutyOutcome) { pagerDutyEvents[outcome]?.increment() }

    /// The auditor has found something that must not be.
    func auditViolated(_ rule: AuditRule) { auditViolations[rule]?.increment() }

    func outgoingHeartbeat(_ outcome: OutgoingOutcome) { outgoingHeartbeats[outcome]?.increment() }

    func escalationExhausted() { exhausted.increment() }

    func bulletinSent(_ kind: BulletinKind, _ outcome: DeliveryOutcome) {
        bulletins["\(kind.rawValue) \(outcome.isSpooled ? "spooled" : "sent")"]?.increment()
    }

    func bulletinFailed(_ kind: BulletinKind) { bulletins["\(kind.rawValue) failed"]?.increment() }

    func responseMissed(_ priority: Priority) { missedResponses[priority]?.increment() }

    func collectorFinished(_ outcome: CollectorOutcome) { collectors[outcome]?.increment() }

    func baselineFinished(_ outcome: CollectorOutcome) { baselines[outcome]?.increment() }
}
