internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import Metrics

/// `/healthz`, `/readyz` and `/metrics`; they tell nothing about any incident and ask for no token.
struct HealthRoutes: Sendable {
    private let contents: WebContents
    private let open: [Priority: Meter]
    private let owed: [NotifierKind: Meter]
    private let oldestOwed: Meter
    private let damaged: Meter
    private let answers: Meter
    private let tablesInForce: Meter
    private let tablesLoaded: Meter
    private let unsearchable: Meter
    private let readyStore: Readiness

    init(_ contents: WebContents) {
        self.contents = contents
        readyStore = Readiness(contents.store)
        let factory = contents.metrics
        Meter(label: "responder_build_info", dimensions: [("version", contents.version)], factory: factory).set(1)
        damaged = Meter(label: "responder_store_damaged", factory: factory)
        answers = Meter(label: "responder_store_answers", factory: factory)
        tablesInForce = Meter(label: "responder_tables_in_force", factory: factory)
        tablesLoaded = Meter(label: "responder_tables_loaded_timestamp_seconds", factory: factory)
        unsearchable = Meter(label: "responder_search_behind_incidents", factory: factory)
        oldestOwed = Meter(label: "responder_notifications_oldest_owed_seconds", factory: factory)
        open = Dictionary(
            uniqueKeysWithValues: Priority.allCases.map {
                (
                    $0,
                    Meter(label: "responder_incidents_open", dimensions: [("priority", $0.rawValue)], factory: factory)
                )
            })
        owed = Dictionary(
            uniqueKeysWithValues: contents.engine.notifiers.map {
                (
                    $0,
                    Meter(
                        label: "responder_notifications_owed", dimensions: [("notifier", $0.rawValue)], factory: factory
                    )
                )
            })
    }

    func add(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.health)) { _, _ in health() }
        routes.get(RouterPath(Routes.readiness)) { _, _ in await readiness() }
        routes.get(RouterPath(Routes.metrics)) { _, _ in await metrics() }
    }

    private func health() -> Response {
        let now = contents.time.now()
        let late = contents.pulse.late(at: now)
        guard late.isEmpty else {
            return Problem(
                .serviceUnavailable,
                "these services have not come round for \(ServicePulse.limit.prometheusText): \(late.joined(separator: ", "))"
            ).response
        }
        let trouble = contents.store.trouble.map { [$0.description] } ?? []
        // What the auditor found it has mended, and a restart would change nothing.
        let remarks =
            trouble + contents.pulse.remarks(at: now).filter { !trouble.contains($0) }
            + contents.engine.auditor.warnings
        return .text(remarks.isEmpty ? "ok\n" : "ok, but \(remarks.joined(separator: "; "))\n")
    }

    private func readiness() async -> Response {
        do {
            try await readyStore.probe(at: contents.time.now())
            return .text("ready\n")
        } catch {
            return Problem(.serviceUnavailable, "the store does not answer: \(error)", kind: .storeUnavailable).response
        }
    }

    /// A store that does not answer leaves its own series as they were, and the others are there all the same.
    private func metrics() async -> Response {
        do {
            let health = contents.engine.deliveryHealth
            let (counts, notifications, endpoints) = try await contents.store.read {
                (try $0.openIncidentCounts(), try $0.owedMessages(), try health.endpoints($0))
            }
            let oldest = notifications.values.map(\.oldestAt).min()
            oldestOwed.set(oldest.map { (contents.time.now() - $0).wholeMilliseconds / 1000 } ?? 0)
            for (priority, count) in counts { open[priority]?.set(count) }
            for (notifier, meter) in owed {
                meter.set(notifications.reduce(0) { $1.key.kind == notifier ? $0 + $1.value.count : $0 })
            }
            show(endpoints, notifications)
            unsearchable.set(Double(try await contents.store.searchBacklog()))
            answers.set(1)
        } catch {
            answers.set(0)
        }
        damaged.set(contents.store.damage == nil ? 0 : 1)
        let readings = contents.tables.lastReadings
        tablesInForce.set(readings.refusal == nil ? 1 : 0)
        tablesLoaded.set(readings.inForceSince?.seconds ?? 0)
        return .text(contents.metrics.text(), contentType: "text/plain; version=0.0.4; charset=utf-8")
    }

    /// Each endpoint of the tables has its series, and whichever something is owed through or was tried at; names are of
    /// the tables, so that there are few.
    private func show(_ health: [EndpointID: EndpointHealth], _ owed: [EndpointID: OwedMessages]) {
        let now = contents.time.now()
        for endpoint in Set(contents.engine.waysOut.endpoints() + health.keys + owed.keys) {
            func meter(_ name: String) -> Meter {
                Meter(
                    label: "responder_endpoint_\(name)", dimensions: [("endpoint", endpoint.text)],
                    factory: contents.metrics)
            }
            meter("owed").set(owed[endpoint]?.count ?? 0)
            meter("oldest_owed_seconds").set(
                owed[endpoint].map { (now - $0.oldestAt).wholeMilliseconds / 1000 } ?? 0)
            meter("last_success_timestamp_seconds").set(health[endpoint]?.lastSuccess?.at.seconds ?? 0)
            meter("last_failure_timestamp_seconds").set(health[endpoint]?.lastFailure?.at.seconds ?? 0)
        }
    }
}
