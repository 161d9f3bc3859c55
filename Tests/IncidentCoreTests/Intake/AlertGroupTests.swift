import IncidentCore
import Testing

@Suite("Alertmanager's webhook body", .timeLimit(.minutes(5)))
struct AlertGroupTests {
    /// What `Tests/Fixtures/alertmanager/README.md` says of a body.
    struct Body: CustomTestStringConvertible {
        let name: String
        let firing: Int
        let resolved: Int
        var truncated = 0
        var testDescription: String { name }
    }

    static let bodies = [
        Body(name: "01-p1-api-error-rate-firing", firing: 1, resolved: 0),
        Body(name: "02-p1-api-error-rate-resolved", firing: 0, resolved: 1),
        Body(name: "03-p1-service-down-priority-label", firing: 1, resolved: 0),
        Body(name: "04-group-two-firing", firing: 2, resolved: 0),
        Body(name: "05-group-third-alert-added", firing: 3, resolved: 0),
        Body(name: "06-group-partially-resolved", firing: 2, resolved: 1),
        Body(name: "07-group-fully-resolved", firing: 0, resolved: 2),
        Body(name: "08-repeat-first", firing: 1, resolved: 0),
        Body(name: "09-repeat-second-identical", firing: 1, resolved: 0),
        Body(name: "10-truncated-max-alerts-3-of-8", firing: 3, resolved: 0, truncated: 5),
        Body(name: "11-unicode-quotes-newlines", firing: 1, resolved: 0),
        Body(name: "12-severity-label-missing", firing: 1, resolved: 0),
        Body(name: "13-watchdog-heartbeat", firing: 1, resolved: 0),
        Body(name: "14-long-annotation-100kb", firing: 1, resolved: 0),
        Body(name: "15-p2-latency-firing", firing: 1, resolved: 0),
        Body(name: "16-p3-memory-two-pods", firing: 2, resolved: 0),
    ]

    @Test(arguments: bodies)
    func `a captured body is read as its table says`(body: Body) throws {
        let group = try AlertmanagerBodies.group(body.name)
        #expect(group.alerts.count { $0.status == .firing } == body.firing)
        #expect(group.alerts.count { $0.status == .resolved } == body.resolved)
        #expect(group.truncatedAlerts == body.truncated)
        #expect(group.rejected.isEmpty)
        #expect(group.groupKey.hasPrefix("{}"))
        #expect(group.alerts.allSatisfy { $0.fingerprint.count == 16 })
        #expect(group.alerts.allSatisfy { ($0.endsAt == nil) == ($0.status == .firing) })
    }

    @Test func `every field of an alert is taken over`() throws {
        let group = try AlertmanagerBodies.group("02-p1-api-error-rate-resolved")
        let alert = try #require(group.alerts.first)
        #expect(group.groupKey == #"{}:{alertname="ApiErrorRateHigh", namespace="llm-analytics-hub"}"#)
        #expect(group.groupLabels == ["alertname": "ApiErrorRateHigh", "namespace": "llm-analytics-hub"])
        #expect(alert.labels["service"] == "analytics-api")
        #expect(alert.annotations["summary"] == "API error rate above 1% on analytics-api")
        #expect(alert.startsAt == "2026-11-23T06:12:48.614Z")
        #expect(try #require(alert.endsAt) > alert.startsAt)
        #expect(alert.generatorURL.hasPrefix("http://prometheus.example.com:9090/graph?"))
        #expect(alert.fingerprint == "1dfddcfec1a67da5")
        #expect(alert.extras.isEmpty)
    }

    @Test func `the resolve has the identity of the firing`() throws {
        let firing = try #require(try AlertmanagerBodies.group("01-p1-api-error-rate-firing").alerts.first)
        let resolved = try #require(try AlertmanagerBodies.group("02-p1-api-error-rate-resolved").alerts.first)
        #expect(firing.fingerprint == resolved.fingerprint)
        #expect(firing.startsAt == resolved.startsAt)
    }

    @Test func `hostile text arrives unchanged`() throws {
        let labels = try #require(try AlertmanagerBodies.group("11-unicode-quotes-newlines").alerts.first).labels
        #expect(labels["alertname"] == "Überlastung «検索»")
        #expect(labels["note"] == "say \"hi\"\nsecond line")
        #expect(labels["path"] == #"C:\data\hub"#)
    }

    @Test func `an annotation of 100 KiB is kept whole`() throws {
        let alert = try #require(try AlertmanagerBodies.group("14-long-annotation-100kb").alerts.first)
        #expect(alert.annotations.pairs.contains { $0.value.utf8.count == 102_400 })
    }

    @Test(arguments: bodies.filter { $0.name != "14-long-annotation-100kb" })
    func `a body that is cut anywhere is refused`(body: Body) throws {
        let bytes = try AlertmanagerBodies.bytes(body.name)
        // The last byte is the line end after the closing brace.
        for length in 0..<(bytes.count - 1) {
            #expect(throws: IntakeRejection.self, "the first \(length) bytes") {
                try AlertGroup(webhookBody: Array(bytes[..<length]))
            }
        }
    }

    @Test(arguments: bodies.filter { $0.name != "14-long-annotation-100kb" }, [1, 2] as [UInt64])
    func `a damaged body is read or refused, whatever the damage`(body: Body, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let bytes = try AlertmanagerBodies.bytes(body.name)
        for _ in 0..<100 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                damaged[Int.random(in: 0..<damaged.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            do {
                let group = try AlertGroup(webhookBody: damaged)
                #expect(!group.groupKey.isEmpty, "seed \(seed)")
                #expect(group.alerts.count + group.rejected.count > 0, "seed \(seed)")
            } catch {
                #expect(error.reason == "malformed", "seed \(seed)")
            }
        }
    }
}
