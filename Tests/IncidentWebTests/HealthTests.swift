import GRDB
import IncidentCore
import IncidentEngine
import IncidentStore
import Notifiers
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite(.timeLimit(.minutes(20))) struct HealthTests {
    @Test func `every series of the engine is there at 0 from the start`() async throws {
        try await WebHarness.run { web in
            let answer = try await web.api.send(.get, "/metrics")
            #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            var samples = try PrometheusText(answer.text).samples
            let notifiers = NotifierProfile.registered.map(\.kind.rawValue)
            var wanted = [
                "responder_intake_bodies_total", "responder_escalations_exhausted_total", "responder_clock_steps_total",
                "responder_unreadable_rows_total",
            ]
            wanted += ["sent", "spooled", "failed"].map {
                "responder_bulletins_total{kind=\"digest\",outcome=\"\($0)\"}"
            }
            wanted += Priority.allCases.map { "responder_responses_missed_total{priority=\"\($0.rawValue)\"}" }
            wanted += IntakeOutcome.allCases.map { "responder_intake_alerts_total{outcome=\"\($0.rawValue)\"}" }
            wanted += ["malformed", "too_large", "encoded", "unavailable", "not_admitted"].map {
                "responder_intake_refused_total{reason=\"\($0)\"}"
            }
            wanted += OutgoingOutcome.allCases.map {
                "responder_outgoing_heartbeats_total{outcome=\"\($0.rawValue)\"}"
            }
            wanted += AuditRule.allCases.map { "responder_audit_violations_total{rule=\"\($0.rawValue)\"}" }
            wanted += notifiers.flatMap { notifier in
                [
                    "responder_notifications_total", "responder_notifications_spooled_total",
                    "responder_delivery_retries_total", "responder_notifications_owed",
                    "responder_notification_duration_seconds_count", "responder_notification_duration_seconds_sum",
                ].map { "\($0){notifier=\"\(notifier)\"}" }
            }
            wanted += notifiers.flatMap { notifier in
                DeliveryObstacle.allCases.map {
                    "responder_notifications_failed_total{notifier=\"\(notifier)\",reason=\"\($0.rawValue)\"}"
                }
            }
            wanted += CollectorOutcome.allCases.map { "responder_collector_runs_total{outcome=\"\($0.rawValue)\"}" }
            wanted += CollectorOutcome.allCases.map { "responder_baseline_runs_total{outcome=\"\($0.rawValue)\"}" }
            wanted += Priority.allCases.map { "responder_incidents_open{priority=\"\($0.rawValue)\"}" }
            for name in wanted { #expect(samples[name] == 0, "\(name)") }
            #expect(samples.removeValue(forKey: "responder_build_info{version=\"1.2.3\"}") == 1)
            #expect(samples.removeValue(forKey: "responder_tables_in_force") == 1)
            #expect(samples.removeValue(forKey: "responder_store_answers") == 1)
            #expect(samples.values.allSatisfy { $0 == 0 })
        }
    }

    @Test func `a damaged database stands on every page, in both kinds of health and in the metrics`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            try await damagePage(of: "heartbeat", in: web.folder.file("data/responder.sqlite"))
            #expect(try await web.api.send(.get, "/healthz").text == "ok\n")
            #expect(try await web.store.examine("heartbeat", limit: .seconds(60)) != [])
            let words = "responder.sqlite is damaged"
            let health = try await web.api.send(.get, "/healthz")
            #expect(health.status == 200 && health.text.hasPrefix("ok, but the database \(words)"))
            let readiness = try await web.api.send(.get, "/readyz")
            #expect(readiness.status == 503 && readiness.text.contains(words))
            for path in ["/incidents/\(id)", "/?status=resolved"] {
                #expect(try await web.api.send(.get, path).text.contains(words), "\(path)")
            }
            let samples = try PrometheusText(try await web.api.send(.get, "/metrics").text).samples
            #expect(samples["responder_store_damaged"] == 1)
        }
    }

    @Test func `a store that cannot be asked leaves every series there, and says that it does not answer`() async throws
    {
        try await WebHarness.run { web in
            try await web.open()
            let before = try PrometheusText(try await web.api.send(.get, "/metrics").text).samples
            #expect(before["responder_store_answers"] == 1)
            try await damagePage(of: "incident_status", in: web.folder.file("data/responder.sqlite"))
            let answer = try await web.api.send(.get, "/metrics")
            #expect(answer.status == 200)
            let samples = try PrometheusText(answer.text).samples
            #expect(Set(samples.keys) == Set(before.keys))
            #expect(samples["responder_store_answers"] == 0 && samples["responder_store_damaged"] == 1)
            #expect(samples["responder_incidents_open{priority=\"P1\"}"] == 1)
        }
    }

    @Test func `tables that are not in force are counted and stand on every page, until they are`() async throws {
        try await WebHarness.run { web in
            web.contents.tables.note { $0.succeeded(at: web.clock.now) }
            web.contents.tables.note {
                $0.wereRefused(at: web.clock.now, problems: ["contacts.yaml:3:1: \"contact\" is no key", "more"])
            }
            web.clock.advance(by: .seconds(120))
            let id = try await web.open()
            func inForce() async throws -> Double? {
                try PrometheusText(try await web.api.send(.get, "/metrics").text).samples["responder_tables_in_force"]
            }
            #expect(try await inForce() == 0)
            for path in ["/", "/incidents/\(id)"] {
                let page = try await web.api.send(.get, path).text
                #expect(page.contains("not in force since 2m ago: 2 problems, the first is contacts.yaml:3:1:"))
            }
            web.contents.tables.note { $0.succeeded(at: web.clock.now) }
            #expect(try await inForce() == 1)
            #expect(try await !web.api.send(.get, "/").text.contains("not in force"))
        }
    }

    @Test func `every metric says what it is`() async throws {
        try await WebHarness.run { web in
            let lines = try await web.api.send(.get, "/metrics").text.split(separator: "\n")
            let types = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
            let helped = lines.filter { $0.hasPrefix("# HELP ") }
            #expect(helped.map { $0.split(separator: " ")[2] } == types)
            #expect(helped.allSatisfy { $0.hasSuffix(".") })
        }
    }

    @Test func `how old the oldest message is that nobody has yet`() async throws {
        try await WebHarness.run { web in
            try await web.open()
            web.clock.advance(by: .seconds(90))
            let name = "responder_notifications_oldest_owed_seconds"
            #expect(try PrometheusText(try await web.api.send(.get, "/metrics").text).samples[name] == 90)
        }
    }

    @Test func `what happens is counted`() async throws {
        try await WebHarness.run { web in
            #expect(try await web.api.post(try ResponderInstallation.body("01-p1-api-error-rate-firing")).status == 200)
            #expect(try await web.api.post(Array("nonsense".utf8)).status == 400)
            let owed = try PrometheusText(try await web.api.send(.get, "/metrics").text).samples
            #expect(owed["responder_intake_bodies_total"] == 1)
            #expect(owed["responder_intake_alerts_total{outcome=\"opened\"}"] == 1)
            #expect(owed["responder_intake_refused_total{reason=\"malformed\"}"] == 1)
            #expect(owed["responder_incidents_open{priority=\"P1\"}"] == 1)
            #expect(owed["responder_notifications_owed{notifier=\"pagerduty\"}"] == 1)
            try await web.tick()
            let told = try PrometheusText(try await web.api.send(.get, "/metrics").text).samples
            #expect(told["responder_notifications_owed{notifier=\"pagerduty\"}"] == 0)
            #expect(told["responder_notifications_total{notifier=\"pagerduty\"}"] == 1)
            #expect(told["responder_notifications_spooled_total{notifier=\"pagerduty\"}"] == 0)
            #expect(told["responder_notification_duration_seconds_count{notifier=\"pagerduty\"}"] == 1)
            #expect(told["responder_notification_duration_seconds_bucket{notifier=\"pagerduty\",le=\"+Inf\"}"] == 1)
        }
    }

    @Test func `what is only written to the spool is not counted as sent`() async throws {
        try await WebHarness.run(WebHarness.Settings(outcome: .spooled)) { web in
            try await web.open()
            try await web.tick()
            let told = try PrometheusText(try await web.api.send(.get, "/metrics").text).samples
            #expect(told["responder_notifications_total{notifier=\"pagerduty\"}"] == 0)
            #expect(told["responder_notifications_spooled_total{notifier=\"pagerduty\"}"] == 1)
        }
    }

    @Test func `health fails when a service has not come round within its limit, and names it`() async throws {
        try await WebHarness.run { web in
            #expect(try await web.api.send(.get, "/healthz").text == "ok\n")
            web.clock.advance(by: ServicePulse.limit)
            #expect(try await web.api.send(.get, "/healthz").status == 200)
            web.clock.advance(by: .seconds(1))
            for service in web.engine.services where service.name != "escalation" {
                web.contents.pulse.beat(service.name, at: web.clock.now)
            }
            let late = try await web.api.send(.get, "/healthz")
            #expect(late.status == 503)
            #expect(try problem(late) == "these services have not come round for 2m: escalation")
            web.contents.pulse.beat("escalation", at: web.clock.now)
            #expect(try await web.api.send(.get, "/healthz").status == 200)
        }
    }

    @Test func `what a restart cannot help is said, and is no failure of health`() async throws {
        try await WebHarness.run { web in
            web.contents.pulse.beat("escalation", at: web.clock.now, trouble: "the store cannot write: disk is full")
            let answer = try await web.api.send(.get, "/healthz")
            #expect(answer.status == 200)
            #expect(answer.text == "ok, but the store cannot write: disk is full\n")
        }
    }

    @Test func `a clock that was set is said, and no service counts as late for it`() async throws {
        try await WebHarness.run { web in
            web.clock.setSystemClock(by: .seconds(4 * 3600))
            for service in web.engine.services where service.name == "clock" { _ = try await service.tick() }
            web.clock.advance(by: .seconds(3))
            let answer = try await web.api.send(.get, "/healthz")
            #expect(answer.status == 200)
            #expect(answer.text == "ok, but the system's clock was set by +4h 3s ago\n")
        }
    }

    @Test func `readiness is answered in time while another process holds the database, and says so`() async throws {
        var settings = WebHarness.Settings()
        settings.busyTimeout = .seconds(20)
        try await WebHarness.run(settings) { web in
            let other = try web.otherProcess()
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
            let begun = ContinuousClock.now
            var answer = try await web.api.send(.get, "/readyz")
            // What was committed within the last second is proof enough.
            while answer.status == 200, ContinuousClock.now - begun < .seconds(10) {
                answer = try await web.api.send(.get, "/readyz")
            }
            #expect(answer.status == 503)
            #expect(try problem(answer).contains("another process holds the database"))
            #expect(try await web.api.send(.get, "/readyz").status == 503)
            #expect(ContinuousClock.now - begun < .seconds(15))
            try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            // The question that waited has its answer soon after.
            var status = 503
            while status != 200, ContinuousClock.now - begun < .seconds(60) {
                status = try await web.api.send(.get, "/readyz").status
            }
            #expect(status == 200)
        }
    }

    @Test func `readiness fails when the store is closed`() async throws {
        try await WebHarness.run { web in
            #expect(try await web.api.send(.get, "/readyz").text == "ready\n")
            try web.store.close()
            let answer = try await web.api.send(.get, "/readyz")
            #expect(answer.status == 503)
            #expect(try problem(answer).contains("closed"))
        }
    }
}

/// Prometheus' text format, version 0.0.4, read as strictly as its own parser does.
struct PrometheusText {
    /// By name with labels, as written.
    private(set) var samples: [String: Double] = [:]

    init(_ text: String) throws {
        var typed: Set<String> = []
        guard text.hasSuffix("\n") else { throw Malformed(line: "the last line has no end") }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# HELP ") { continue }
            if let type = line.wholeMatch(of: /# TYPE ([a-z_]+) (counter|gauge|histogram)/) {
                // One TYPE line a family, before its samples.
                guard typed.insert(String(type.1)).inserted else { throw Malformed(line: String(line)) }
                continue
            }
            let sample = /([a-z_]+)(\{[a-z_]+="[^"\\\n]*"(?:,[a-z_]+="[^"\\\n]*")*\})? ([0-9.e+-]+|\+Inf|NaN)/
            guard let found = line.wholeMatch(of: sample), let value = Double(found.3) else {
                throw Malformed(line: String(line))
            }
            let family = String(found.1).replacing(/_(bucket|sum|count)$/, with: "")
            guard typed.contains(family) || typed.contains(String(found.1)) else { throw Malformed(line: String(line)) }
            let name = "\(found.1)\(found.2 ?? "")"
            guard samples.updateValue(value, forKey: name) == nil else { throw Malformed(line: "\(name) stands twice") }
        }
    }

    struct Malformed: Error { let line: String }
}
