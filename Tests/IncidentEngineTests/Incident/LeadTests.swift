import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("An incident and the alert that leads it", .timeLimit(.minutes(5)))
struct LeadTests {
    static func alert(_ name: String, _ severity: String, app: String) -> Alert {
        var alert = Alert.firing(name, severity: severity)
        alert.labels = ["alertname": name, "severity": severity, "namespace": "prod", "app": app]
        return alert
    }

    static func tables() throws -> RoutingTables {
        var tables = RoutingTables.sample
        tables.collectors = [
            Collector(
                name: "pods", procedure: "P1: Service Down", when: Selector(),
                source: .run(
                    CommandTemplate([
                        try ArgumentTemplate("kubectl"), try ArgumentTemplate("get"), try ArgumentTemplate("pods"),
                        try ArgumentTemplate("-l"), try ArgumentTemplate("app={label:app}"),
                    ])))
        ]
        tables.nextSteps = [
            NextStepTemplate(
                procedure: "P1: Service Down", title: "roll back", when: Selector(priorities: [.p1]),
                command: [try ArgumentTemplate("rollback"), try ArgumentTemplate("{label:app}")])
        ]
        return tables
    }

    @Test func `the alert that made it urgent is what it speaks of, not the one that opened it`() async throws {
        let harness = try EngineHarness(try Self.tables())
        let throttled = Self.alert("CPUThrottlingHigh", "info", app: "batch")
        let down = Self.alert("CheckoutDown", "critical", app: "checkout")
        try await harness.post(WebhookBody(throttled))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(throttled.resolved(), down))
        try await harness.settle()

        let incident = try await harness.incident()
        #expect(incident.title == "CheckoutDown: CheckoutDown is on fire (prod)")
        #expect((incident.lead, incident.priority, incident.labels["app"]) == ("CheckoutDown", .p1, "checkout"))
        let page = try #require(harness.deliverer.sent.first { $0.notification.event == .page })
        #expect(page.subject == "[P1] CheckoutDown: CheckoutDown is on fire (prod) (#1)")
        #expect(page.headline == "P1 incident 1: CheckoutDown: CheckoutDown is on fire (prod)")
        #expect(page.nextSteps.map(\.command) == ["rollback checkout"])
        #expect(page.artifacts.first?.command == "kubectl get pods -l app=checkout")
        #expect(try await harness.kinds().contains(.leadChanged))
    }

    @Test func `when its lead has ended the next one leads`() async throws {
        let harness = try EngineHarness(try Self.tables())
        let down = Self.alert("CheckoutDown", "critical", app: "checkout")
        let slow = Self.alert("CartSlow", "error", app: "cart")
        try await harness.post(WebhookBody(down, slow))
        try await harness.settle()
        #expect(try await harness.incident().lead == "CheckoutDown")
        try await harness.post(WebhookBody(down.resolved(), slow))
        try await harness.settle()
        let incident = try await harness.incident()
        #expect((incident.lead, incident.priority) == ("CartSlow", .p2))
        #expect(incident.title == "CartSlow: CartSlow is on fire (prod)")
        #expect(try await harness.artifacts().map { $0.arguments.last } == ["app=checkout", "app=cart"])
        try await harness.post(WebhookBody(slow.resolved()))
        #expect(try await harness.incident().title == "CartSlow: CartSlow is on fire (prod)")
    }

    @Test func `an alert that joins is diagnosed with its own labels, and no command is run twice`() async throws {
        let harness = try EngineHarness(try Self.tables())
        let first = Self.alert("A", "critical", app: "cart")
        let same = Self.alert("B", "critical", app: "cart")
        let other = Self.alert("C", "critical", app: "checkout")
        try await harness.post(WebhookBody(first))
        try await harness.settle()
        try await harness.post(WebhookBody(first, same))
        try await harness.settle()
        #expect(try await harness.artifacts().count == 1)
        try await harness.post(WebhookBody(first, same, other))
        try await harness.settle()
        #expect(try await harness.artifacts().map { $0.arguments.last } == ["app=cart", "app=checkout"])
        #expect(try await harness.incident().lead == "A")
    }

    @Test func `what was found about an alert that has ended does not stand on top of the one that leads now`()
        async throws
    {
        let harness = try EngineHarness(try Self.tables())
        harness.runner.output("pods", "whatever")
        let batch = Self.alert("BatchDown", "critical", app: "batch")
        let checkout = Self.alert("CheckoutDown", "critical", app: "checkout")
        try await harness.post(WebhookBody(batch))
        try await harness.settle()
        try await harness.post(WebhookBody(batch.resolved(), checkout))
        try await harness.settle()
        #expect(harness.deliverer.sent.last?.artifacts.map(\.command) == ["kubectl get pods -l app=checkout"])
        #expect(try await harness.artifacts().count == 2)
    }

    @Test func `of sixty equal alerts the first leads, and is the first that every list shows`() async throws {
        let harness = try EngineHarness(try Self.tables())
        let alerts = (0..<60).map { number in
            var alert = Self.alert("Pod\(number)", "critical", app: "cart")
            alert.startsAt = harness.clock.now - .seconds(60 * (60 - number))
            alert.annotations = [
                "summary": "Pod\(number) is on fire", "runbook_url": "https://runbooks.example.com/pod-\(number)",
            ]
            return alert
        }
        try await harness.post(WebhookBody(alerts))
        try await harness.settle()
        let page = try #require(harness.deliverer.sent.first)
        #expect(page.subject.contains("Pod0: Pod0 is on fire"))
        #expect(page.alerts.count == 50)
        #expect(page.alerts.first?.alert.fingerprint == "Pod0")
        let mail = try RenderedMail(page).text
        let first = try #require(mail.firstRange(of: "Pod0 (P1) since"))
        let link = try #require(mail.firstRange(of: "https://runbooks.example.com/pod-0"))
        #expect(mail.firstRange(of: "Pod1 (P1) since").map { $0.lowerBound > first.lowerBound } == true)
        #expect(
            mail.firstRange(of: "https://runbooks.example.com/pod-1").map { $0.lowerBound > link.lowerBound } == true)
    }

    @Test func `five hundred pods that join ask the cluster a few questions`() async throws {
        let harness = try EngineHarness(try Self.tables())
        let first = Self.alert("A", "critical", app: "cart")
        try await harness.post(WebhookBody(first))
        try await harness.settle()
        let many = (0..<50).map { Self.alert("Pod\($0)", "critical", app: "pod-\($0)") }
        try await harness.post(WebhookBody([first] + many))
        try await harness.settle()
        #expect(try await harness.artifacts().count == 4)
    }
}
