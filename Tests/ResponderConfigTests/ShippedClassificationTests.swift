import Foundation
import IncidentCore
import TestSupport
import Testing

@testable import ResponderConfig

/// The shipped rules, on bodies that a real Alertmanager sent.
@Suite(.timeLimit(.minutes(5)))
struct ShippedClassificationTests {
    @Test(arguments: [
        ("01-p1-api-error-rate-firing", Priority.p1, "api-error-rate-critical"),
        ("02-p1-api-error-rate-resolved", .p1, "api-error-rate-critical"),
        ("03-p1-service-down-priority-label", .p1, "priority label"),
        ("04-group-two-firing", .p3, "pod-restarts"),
        ("05-group-third-alert-added", .p3, "pod-restarts"),
        ("06-group-partially-resolved", .p3, "pod-restarts"),
        ("07-group-fully-resolved", .p3, "pod-restarts"),
        ("08-repeat-first", .p3, "memory-usage"),
        ("09-repeat-second-identical", .p3, "memory-usage"),
        ("10-truncated-max-alerts-3-of-8", .p1, "severity critical"),
        ("11-unicode-quotes-newlines", .p3, "severity warning"),
        ("12-severity-label-missing", .p3, "default"),
        ("14-long-annotation-100kb", .p4, "severity info"),
        ("15-p2-latency-firing", .p2, "high-latency"),
        ("16-p3-memory-two-pods", .p3, "memory-usage"),
    ])
    func `a captured body gets the priority that it is known for`(file: String, priority: Priority, rule: String) throws
    {
        let tables = try TestTables.shipped().tables
        let alerts = try body(file).alerts
        #expect(!alerts.isEmpty)
        for alert in alerts {
            #expect(tables.classifier.classify(alert.labels) == Classification(priority: priority, rule: rule))
            #expect(!tables.heartbeats.contains { $0.matchers.matches(alert.labels) })
        }
    }

    @Test func `the watchdog is a heartbeat`() throws {
        let heartbeat = try #require(try TestTables.shipped().tables.heartbeats.first)
        let alert = try #require(try body("13-watchdog-heartbeat").alerts.first)
        #expect(heartbeat.matchers.matches(alert.labels))
        #expect(heartbeat.silentAfter == .seconds(600))
    }

    @Test func `every captured body is among these`() throws {
        let folder = TestTables.repository.appending(path: "Tests/Fixtures/alertmanager")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        #expect(files.count == 16)
    }

    @Test(
        arguments: [
            (["alertname": "AnalyticsApiDown"], Priority.p1),
            (["alertname": "AnalyticsApiDown", "severity": "Page"], .p1),
            (["alertname": "AnalyticsApiDown", "severity": "info"], .p4),
            (["alertname": "KafkaBrokerDown", "severity": "warning"], .p3),
            (["alertname": "PossibleDataLoss", "severity": "critical"], .p1),
            (["alertname": "ApiErrorRateHigh", "severity": "warning"], .p2),
            (["alertname": "SlowQueries", "severity": "critical"], .p2),
            (["alertname": "DatabaseCpuHigh", "severity": "warning"], .p3),
            (["alertname": "DiskUsageHigh"], .p3),
            (["alertname": "NodeCPUThrottling", "severity": "warning"], .p3),
            (["alertname": "NodeFilesystemAlmostOutOfSpace", "severity": "critical"], .p2),
            (["alertname": "NodeFilesystemAlmostOutOfSpace", "severity": "warning"], .p3),
            (["alertname": "etcdDatabaseQuotaLowSpace", "severity": "critical"], .p2),
            (["alertname": "KubePersistentVolumeFillingUp", "severity": " Page "], .p2),
            (["alertname": "KubePodCrashLooping", "severity": "EMERGENCY"], .p2),
            (["alertname": "DatabaseCpuHigh", "severity": "fatal"], .p2),
            (["alertname": "HostOutOfMemory", "severity": "high"], .p3),
            (["alertname": "DiskDown", "severity": " critical "], .p1),
            (["alertname": "Other", "severity": " MAJOR "], .p2),
            (["alertname": "Other", "severity": "debug"], .p4),
            (["alertname": "Other", "severity": "sev-1"], .p3),
            (["alertname": "Other", "severity": "info", "priority": "p1"], .p1),
            (["alertname": "DiskUsageHigh", "severity": "critical", "priority": "urgent"], .p2),
        ] as [([String: String], Priority)])
    func `names come before severities, and a priority label before both`(labels: [String: String], priority: Priority)
        throws
    {
        let classifier = try TestTables.shipped().tables.classifier
        #expect(classifier.classify(Labels(labels.map(Labels.Pair.init(name:value:)))).priority == priority)
    }

    @Test func `a resource alert that its author calls critical pages`() throws {
        let tables = try TestTables.shipped().tables
        let labels: Labels = [
            "alertname": "NodeFilesystemAlmostOutOfSpace", "severity": "critical", "device": "/dev/sdb1",
            "mountpoint": "/var/lib/data", "instance": "10.0.0.9:9100", "namespace": "monitoring",
            "service": "node-exporter",
        ]
        let classification = tables.classifier.classify(labels)
        #expect(classification == Classification(priority: .p2, rule: "resource-critical"))
        let policy = try #require(tables.policy(for: classification.priority, labels: labels))
        let first = try #require(policy.steps.first)
        let contact = try #require(tables.contacts[first.notify[0]])
        let drafts = Telling.page(.step(policy: "shipped"), contact, methods: first.methods, reason: "step 1")
        #expect(drafts.map(\.method.notifier) == [.pagerduty])
    }

    @Test(arguments: [
        (["critical", "page", "emergency", "fatal"], Priority.p1), (["error", "high", "major"], .p2),
        (["warning", "medium", "minor"], .p3), (["info", "low", "none", "debug"], .p4),
        (["sev-1", "", "unknown"], .p3),
    ])
    func `the severity words are these`(words: [String], priority: Priority) throws {
        let classifier = try TestTables.shipped().tables.classifier
        for word in words + words.map({ "  \($0.uppercased())\t" }) {
            #expect(classifier.classify(["alertname": "Other", "severity": word]).priority == priority, "\(word)")
        }
    }

    private func body(_ name: String) throws -> AlertGroup {
        let file = TestTables.repository.appending(path: "Tests/Fixtures/alertmanager/\(name).json")
        return try [UInt8](Data(contentsOf: file)).withUnsafeBufferPointer {
            try AlertGroup(webhookBody: $0, receivedAt: Timestamp(seconds: 0))
        }
    }
}
