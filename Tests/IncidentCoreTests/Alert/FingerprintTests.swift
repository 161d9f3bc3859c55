import IncidentCore
import Testing

@Suite("Fingerprints", .timeLimit(.minutes(5)))
struct FingerprintTests {
    /// Of the captured bodies, whose fingerprints are Alertmanager's own.
    @Test(arguments: [
        "01-p1-api-error-rate-firing", "03-p1-service-down-priority-label", "05-group-third-alert-added",
        "10-truncated-max-alerts-3-of-8", "11-unicode-quotes-newlines", "13-watchdog-heartbeat",
        "14-long-annotation-100kb", "16-p3-memory-two-pods",
    ])
    func `what we compute is what Alertmanager sends`(name: String) throws {
        for alert in try AlertmanagerBodies.group(name).alerts {
            #expect(alert.labels.fingerprint == alert.fingerprint)
        }
    }

    @Test func `names are ordered by their bytes`() {
        // By its characters alone U+E000 comes before U+10000, by UTF-16 after it; in UTF-8 too it comes before.
        let labels = Labels([.init(name: "\u{10000}", value: "1"), .init(name: "\u{E000}", value: "2")])
        var hash = FNV1a64()
        for text in ["\u{E000}", "2", "\u{10000}", "1"] {
            hash.add(text)
            hash.add(0xFF)
        }
        #expect(labels.fingerprint == hash.hexadecimal)
    }

    @Test func `it has always 16 digits`() {
        #expect(FNV1a64().hexadecimal == "cbf29ce484222325")
        for number in 0..<200 { #expect(Labels([.init(name: "n", value: "\(number)")]).fingerprint.count == 16) }
    }

    @Test func `heartbeats with long names that begin alike do not share one`() {
        let names = ["a", "b"].map { String(repeating: "x", count: 80) + $0 }
        let heartbeats = (names + ["watchdog"]).map {
            Heartbeat(name: $0, matchers: [], silentAfter: .seconds(60), priority: .p1)
        }
        #expect(Set(heartbeats.map(\.fingerprint)).count == 3)
        #expect(heartbeats.allSatisfy { $0.fingerprint.utf8.count <= 64 })
        // Those that fit keep the one they had.
        #expect(heartbeats.last?.fingerprint == "heartbeat:watchdog")
    }

    @Test(
        arguments: [
            (["alertname": "DatasourceNoData", "rulename": "Queue depth"], "Queue depth (DatasourceNoData)"),
            (["alertname": "DatasourceError", "rulename": "Queue depth"], "Queue depth (DatasourceError)"),
            (["alertname": "DatasourceError"], "DatasourceError"),
            (["alertname": "DatasourceError", "rulename": ""], "DatasourceError"),
            (["alertname": "QueueDepth", "rulename": "other"], "QueueDepth"),
        ] as [(Labels, String)])
    func `Grafana's alerts about its own rules bear the rule's name`(labels: Labels, name: String) {
        #expect(Alert.sample(.firing, labels).displayName == name)
    }
}
