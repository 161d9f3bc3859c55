import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// Each page as it was when somebody last looked at it, in `Golden/`. A template that names what its page does not have
/// shows nothing there, and only a comparison sees that.
///
/// With `RESPONDER_RENEW_GOLDEN=1` the stored pages are written anew; look at the difference before keeping it.
@Suite(.timeLimit(.minutes(20))) struct PageTests {
    @Test func `the list without incidents`() async throws {
        try await WebHarness.run { web in try await expect("list-empty", web, "/") }
    }

    @Test func `a list whose filter nothing fits`() async throws {
        try await WebHarness.run { web in
            try await expect("list-nothing-fits", web, "/?status=resolved&priority=P1&q=%22disk%22+%3C")
        }
    }

    @Test func `the list of what is open, with a warning and a second page`() async throws {
        var settings = WebHarness.Settings()
        settings.warnings = ["email has no server: mail goes to the spool folder"]
        try await WebHarness.run(settings) { web in
            try await fill(web)
            try await expect("list", web, "/?status=open&limit=2")
        }
    }

    @Test func `the list without a filter, in groups`() async throws {
        try await WebHarness.run { web in
            try await fill(web)
            let over = try await web.open(try OneAlertBody(fingerprint: "f4", groupKey: "{}:{4}").bytes)
            _ = try await web.engine.commands.resolve(over, by: "Bob", stillFiring: .whatever)
            _ = try await web.engine.drills.begin(.p4, by: "Alíce", nonce: "0123456789abcdef")
            try await expect("list-groups", web, "/")
        }
    }

    @Test func `an incident with everything that may belong to one`() async throws {
        try await WebHarness.run { web in
            try await fill(web)
            try await expect("incident", web, "/incidents/1")
        }
    }

    @Test func `why an incident has its priority, who was told of it, and what comes next`() async throws {
        try await WebHarness.run { web in
            try await fill(web)
            try await expect("explanation", web, "/incidents/1/explain")
        }
    }

    @Test func `what a collector wrote, with the line of a finding`() async throws {
        try await WebHarness.run { web in
            try await fill(web)
            let incident = try await web.api.send(.get, "/incidents/1").text
            #expect(incident.contains(#"<a href="/artifacts/1?line=2#line-2">line 2</a>"#))
            try await expect("artifact", web, "/artifacts/1?line=2")
        }
    }

    @Test func `an incident that has just opened`() async throws {
        try await WebHarness.run { web in
            try await web.open()
            try await expect("incident-new", web, "/incidents/1")
        }
    }

    @Test func `an incident that is over`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            web.clock.advance(by: .seconds(400))
            _ = try await web.engine.commands.resolve(id, by: "Bob", stillFiring: .whatever)
            try await expect("incident-resolved", web, "/incidents/1")
        }
    }

    @Test func `the digest as it would be told now`() async throws {
        try await WebHarness.run { web in
            try await fill(web)
            try await expect("digest", web, "/digest")
        }
    }

    @Test func `silences that are, come and are over, what one would hide, and what is silenced`() async throws {
        try await WebHarness.run { web in
            try await fill(web)
            let silences = [("alertname=~Api.*", "0s", "2h"), ("severity=warning", "24h", "1h"), ("a=b", "0s", "1m")]
            for (match, from, length) in silences {
                let begins = web.clock.now + (Duration(prometheus: from) ?? .zero)
                let request = SilenceRequest(
                    match: [match], from: begins.rfc3339, duration: length, by: "Carol", why: "new release")
                _ = try await web.engine.silences.add(request, wayToAllow: "")
            }
            web.clock.advance(by: .seconds(120))
            try await web.tick()
            try await expect("silences", web, "/silences?match=severity%3Dcritical")
            try await expect("incident-silenced", web, "/incidents/1")
            try await expect("list-silenced", web, "/?status=open")
        }
    }

    @Test func `the page behind the link of a message, before and after its button`() async throws {
        try await WebHarness.run { web in
            let path = web.acknowledgePath(try await web.open(), "On-Call Engineer")
            try await expect("acknowledge", web, path)
            try await expect("acknowledge-done", web, path, method: .post)
        }
    }

    @Test func `what is asked before somebody takes it from another, or closes it while alerts fire`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            try await web.api.acknowledge(Int(id), by: "Alíce")
            let link = web.acknowledgePath(id, "On-Call Engineer")
            try await expect("acknowledge-taken", web, link)
            let form = try await web.form(id)
            for (name, verb) in [("question-taken", "acknowledge"), ("question-firing", "resolve")] {
                let asked = try await form.post(verb, "by=Bob+%22B%22&text=a%0Ab")
                // It is another one each time.
                let token = try #require(form.token)
                try expect(name, asked.text.replacing(token, with: "TOKEN"))
            }
        }
    }

    @Test func `the second page of what is open begins after the first`() async throws {
        try await WebHarness.run { web in
            try await fill(web)
            for number in 4...5 {
                try await web.open(try OneAlertBody(fingerprint: "f\(number)", groupKey: "{}:{\(number)}").bytes)
            }
            let first = try await web.api.send(.get, "/?status=open&limit=2").text
            let link = try #require(first.firstMatch(of: /class="next-page" href="([^"]+)"/)).output.1
            let second = try await web.api.send(.get, String(link.replacing("&amp;", with: "&"))).text
            let titles = [first, second].map { page in
                page.matches(of: /class="incident-row-title" href="\/incidents\/(\d+)"/).map { String($0.output.1) }
            }
            #expect(titles == [["5", "4"], ["1", "2"]])
            #expect(try await web.api.send(.get, "/?status=open&after=P9-1").status == 400)
        }
    }

    @Test func `a browser is shown what went wrong as a page, a program as a document`() async throws {
        try await WebHarness.run { web in
            try await expect("problem", web, "/incidents/4711", status: 404)
            let program = try await web.api.send(.get, "/incidents/4711")
            #expect(program.headers["content-type"] == "application/problem+json")
            let form = try await web.api.send(.post, "/incidents/7/resolve", headers: ["Accept": "text/html"])
            #expect(form.status == 403)
            #expect(form.text.contains("href=\"/incidents/7\""))
        }
    }

    /// Three incidents; the first was diagnosed, paged, noted upon and taken.
    private func fill(_ web: WebHarness) async throws {
        let id = try await web.open(try ResponderInstallation.body("01-p1-api-error-rate-firing"))
        try await web.open(try ResponderInstallation.body("15-p2-latency-firing"))
        try await web.open(try ResponderInstallation.body("16-p3-memory-two-pods"))
        web.clock.advance(by: .seconds(2))
        try await web.diagnose(id)
        try await web.deliver(.email, DeliveryOutcome(.retryable, evidence: "451 4.3.0 try again later"))
        web.clock.advance(by: .seconds(30))
        try await web.deliver(.email, DeliveryOutcome(.sent, evidence: "250 2.0.0 Ok: queued as 4ZkW2P"))
        try await web.deliver(.pagerduty, DeliveryOutcome(.permanent, evidence: "400 \"routing_key\" is invalid"))
        web.clock.advance(by: .seconds(60))
        _ = try await web.engine.commands.note(id, by: "Alíce", text: "restarted the pod\n<b>it helped</b>")
        _ = try await web.engine.commands.acknowledge(id, by: "Alíce")
        web.clock.advance(by: .seconds(3600))
    }

    func expect(
        _ name: String, _ web: WebHarness, _ path: String, method: HTTPRequest.Method = .get, status: Int = 200,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let cookie = "responder_form=\(String(repeating: "0f", count: 16)); responder_name=Al%C3%ADce"
        let headers = ["Cookie": cookie, "Accept": "text/html,application/xhtml+xml,*/*;q=0.8"]
        let page = try await web.api.send(method, path, headers: headers)
        #expect(page.status == status, sourceLocation: sourceLocation)
        try expect(name, page.text, sourceLocation: sourceLocation)
    }

    private func expect(
        _ name: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name).html")
        if ProcessInfo.processInfo.environment["RESPONDER_RENEW_GOLDEN"] != nil {
            try Data(text.utf8).write(to: file)
            return
        }
        let stored = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let (lines, storedLines) = (text.split(separator: "\n"), stored.split(separator: "\n"))
        let difference = lines.difference(from: storedLines).map { change in
            switch change {
            case .insert(let line, let words, _): "+\(line + 1): \(words)"
            case .remove(let line, let words, _): "-\(line + 1): \(words)"
            }
        }
        #expect(
            difference == [], "\(name).html; renew it with RESPONDER_RENEW_GOLDEN=1", sourceLocation: sourceLocation)
    }
}

extension WebHarness {
    /// Stores one round of collectors, each of which ended in another way.
    func diagnose(_ id: Int64) async throws {
        let now = clock.now
        func artifact(
            _ collector: String, _ outcome: CollectorOutcome, _ output: String, exit: Int? = nil,
            truncated: Bool = false, redactions: Int? = nil, findings: [Finding] = [], chart: Chart? = nil
        ) -> DiagnosticArtifact {
            DiagnosticArtifact(
                collector: collector, procedure: "P1: Service Down",
                arguments: ["kubectl", "get", "pods", "-l", "app=analytics api"], startedAt: now,
                duration: .milliseconds(1234), exitStatus: exit, outcome: outcome, bytes: output.utf8.count,
                truncated: truncated, output: output,
                original: redactions.map { Original(redactions: $0, sha256: "2c26b46b68ffc68ff99b453c1d304134") },
                findings: findings, chart: chart)
        }
        let errorRate = try errorRate(until: now)
        let artifacts = [
            artifact(
                "pods", .succeeded, "NAME                 READY STATUS\nanalytics-api-8hzrp  0/1   CrashLoopBackOff\n",
                exit: 0, redactions: 2,
                findings: [
                    Finding(
                        collector: "pods", level: .critical, text: "pod analytics-api-8hzrp is CrashLoopBackOff",
                        lines: [2], isChanged: true)
                ]),
            artifact("events", .failed, "Error from server (Forbidden): events is forbidden\n", exit: 1, redactions: 0),
            artifact(
                "logs", .timedOut, String(repeating: "GET /api <500>\n", count: 1200), truncated: true, redactions: 1),
            artifact(
                "error-rate", .succeeded, errorRate.text,
                findings: errorRate.findings(of: "error-rate", level: .warning), chart: errorRate),
            artifact("nodes", .missing, "kubectl is not installed here"),
            artifact("deployment", .notBound, "label namespace: \"$(id)\" is no DNS-1123 name"),
        ]
        try await store.write { transaction in
            guard let diagnosis = try transaction.claimDiagnosis(owner: "test", at: now, leaseUntil: now) else {
                throw NothingDue()
            }
            for (position, artifact) in artifacts.enumerated() {
                try transaction.addArtifact(artifact, at: position, of: diagnosis)
            }
            try transaction.finishDiagnosis(diagnosis.id, at: now)
        }
        #expect(try await store.read { try $0.artifacts(incidentID: id) }.count == artifacts.count)
    }

    /// Of two pods over an hour, the one of which passes the limit for the last minutes; its name is hostile.
    private func errorRate(until now: Timestamp) throws -> Chart {
        let query = PrometheusQuery(
            expression: .template(try ArgumentTemplate("rate")), title: "API error rate", unit: .ratio,
            range: .seconds(3600),
            step: .seconds(600), limit: ChartLimit(.above, 0.01))
        let values: [(String, [Double?])] = [
            ("api-1<script>", [0, 0.002, 0.001, 0, 0.004, 0.03, 0.0725]), ("api-2", [0.001, nil, 0, 0, 0, 0, 0.001]),
        ]
        return Chart(
            values.map { pod, values in
                PrometheusAPI.Series(
                    labels: ["pod": pod],
                    points: values.enumerated().compactMap { place, value in
                        value.map { (now - .seconds(600 * (6 - place)), $0) }
                    })
            }, for: query, at: now)
    }

    /// Lets an attempt at each due notification of a kind begin.
    func begin(_ endpoint: EndpointID) async throws {
        let now = clock.now
        try await store.write { transaction in
            let claimed = try transaction.claimNotifications(
                endpoint, owner: "test", limit: 10, deferrableLimit: 10, at: now,
                leaseUntil: now + DeliveryLease.length)
            guard !claimed.isEmpty else { throw NothingDue() }
        }
    }

    /// Lets each due notification of a kind end in this way.
    func deliver(_ endpoint: EndpointID, _ outcome: DeliveryOutcome) async throws {
        let now = clock.now
        try await store.write { transaction in
            let claimed = try transaction.claimNotifications(
                endpoint, owner: "test", limit: 10, deferrableLimit: 10, at: now, leaseUntil: now + .seconds(60))
            guard !claimed.isEmpty else { throw NothingDue() }
            for notification in claimed {
                let decision = notification.decide(outcome, policy: .sample, jitter: 0.5, at: now)
                _ = try transaction.finishAttempt(
                    notification, owner: "test", startedAt: now - .milliseconds(250), outcome: outcome,
                    decision: decision,
                    at: now)
            }
        }
    }
}

struct NothingDue: Error {}

extension RetryPolicy {
    fileprivate static let sample = RetryPolicy(delays: [.seconds(5)], jitter: 0, giveUpAfter: .seconds(3600))
}
