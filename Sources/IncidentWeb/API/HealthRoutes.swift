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

    init(_ contents: WebContents) {
        self.contents = contents
        let factory = contents.metrics
        open = Dictionary(
            uniqueKeysWithValues: Priority.allCases.map {
                (
                    $0,
                    Meter(label: "responder_incidents_open", dimensions: [("priority", $0.rawValue)], factory: factory)
                )
            })
        owed = Dictionary(
            uniqueKeysWithValues: NotifierKind.allCases.map {
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
        routes.get(RouterPath(Routes.metrics)) { _, _ in try await metrics() }
    }

    private func health() -> Response {
        let late = contents.pulse.late(at: contents.time.now())
        guard late.isEmpty else {
            return Problem(
                .serviceUnavailable,
                "these services have not come round for \(ServicePulse.limit.prometheusText): \(late.joined(separator: ", "))"
            ).response
        }
        return .text("ok\n")
    }

    private func readiness() async -> Response {
        do {
            try await contents.store.probe(at: contents.time.now())
            return .text("ready\n")
        } catch {
            return Problem(.serviceUnavailable, "the store does not answer: \(error)").response
        }
    }

    private func metrics() async throws -> Response {
        let (counts, notifications) = try await contents.store.read {
            (try $0.openIncidentCounts(), try $0.owedNotificationCounts())
        }
        for (priority, count) in counts { open[priority]?.set(count) }
        for (notifier, count) in notifications { owed[notifier]?.set(count) }
        return .text(contents.metrics.text(), contentType: "text/plain; version=0.0.4; charset=utf-8")
    }
}
