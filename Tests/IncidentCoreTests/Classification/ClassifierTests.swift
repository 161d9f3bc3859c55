import IncidentCore
import Testing

@Suite("Classifier", .timeLimit(.minutes(5)))
struct ClassifierTests {
    static let classifier = Classifier(
        rules: [
            ClassificationRule(
                name: "service-down", matchers: [#"alertname=~".*(Down|Unavailable)""#, #"severity=~"critical|page""#],
                priority: .p1),
            ClassificationRule(name: "high-latency", matchers: [#"alertname=~".*(Latency|Slow).*""#], priority: .p2),
            ClassificationRule(name: "slow-disk", matchers: [#"alertname="DiskSlow""#], priority: .p4),
        ],
        severities: ["critical": .p1, "high": .p2, "warning": .p3, "none": .p4], defaultPriority: .p3)

    @Test(
        arguments: [
            (["alertname": "AnalyticsApiDown", "severity": "critical"], .p1, "service-down"),
            (["alertname": "AnalyticsApiDown", "severity": "page"], .p1, "service-down"),
            (["alertname": "ApiLatencyHigh", "severity": "critical"], .p2, "high-latency"),
            // The first rule that holds decides, though a later one is narrower.
            (["alertname": "DiskSlow"], .p2, "high-latency"),
            // Every matcher of a rule must hold.
            (["alertname": "AnalyticsApiDown", "severity": "warning"], .p3, "severity warning"),
            (["alertname": "AnalyticsApiDown"], .p3, "default"),
        ] as [(Labels, Priority, String)])
    func `the first rule whose matchers all hold decides`(labels: Labels, priority: Priority, rule: String) {
        #expect(Self.classifier.classify(labels) == Classification(priority: priority, rule: rule))
    }

    @Test(
        arguments: [
            ("P1", .p1), ("p2", .p2), (" P3 ", .p3), ("\tp4\n", .p4),
        ] as [(String, Priority)])
    func `the alert's own priority label wins over every rule`(word: String, priority: Priority) {
        let labels = Labels(["alertname": "ApiLatencyHigh", "severity": "none", "priority": word])
        #expect(Self.classifier.classify(labels) == Classification(priority: priority, rule: "priority label"))
    }

    @Test(arguments: ["", "P0", "P5", "1", "P11", "urgent", "P1; rm -rf /"])
    func `a priority label that is none of the four is passed over`(word: String) {
        let labels = Labels(["alertname": "ApiLatencyHigh", "priority": word])
        #expect(Self.classifier.classify(labels).rule == "high-latency")
    }

    @Test(
        arguments: [
            ("critical", .p1, "severity critical"), ("CRITICAL", .p1, "severity critical"),
            ("Warning ", .p3, "severity warning"), ("none", .p4, "severity none"), ("P1", .p1, "severity p1"),
            ("sev2", .p3, "default"), ("5", .p3, "default"), ("重大", .p3, "default"), ("", .p3, "default"),
        ] as [(String, Priority, String)])
    func `severity words are trimmed and folded, and an unknown one means the default`(
        severity: String, priority: Priority, rule: String
    ) {
        let labels = Labels(["alertname": "Odd", "severity": severity])
        #expect(Self.classifier.classify(labels) == Classification(priority: priority, rule: rule))
    }

    @Test func `without labels that say anything the default counts`() {
        #expect(Self.classifier.classify([:]) == Classification(priority: .p3, rule: "default"))
    }

    @Test func `P1 is the most urgent`() {
        #expect(Priority.allCases.shuffled().sorted() == [.p1, .p2, .p3, .p4])
        #expect([Priority.p3, .p1, .p2].min() == .p1)
    }

    @Test func `a silent heartbeat is an alert with an identity of its own`() {
        let heartbeat = Heartbeat(
            name: "watchdog", matchers: [#"alertname="Watchdog""#], silentAfter: .seconds(600), priority: .p1)
        let alert = heartbeat.silence(since: .start, reason: "nothing heard for 10m")
        #expect(alert.status == .firing)
        #expect(alert.startsAt == .start)
        #expect(alert.labels == ["alertname": "HeartbeatSilent", "heartbeat": "watchdog"])
        #expect(alert.annotations["summary"] == "Monitoring is silent: nothing heard for 10m")
        #expect(alert.fingerprint == "heartbeat:watchdog")
        #expect(!heartbeat.matchers.matches(alert.labels))
        #expect(!heartbeat.groupKey.hasPrefix("{"))
    }
}
