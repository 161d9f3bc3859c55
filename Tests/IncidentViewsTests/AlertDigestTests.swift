import IncidentCore
import Testing

@testable import IncidentViews

/// Many alerts in few lines.
@Suite(.timeLimit(.minutes(5))) struct AlertDigestTests {
    private static let start = Timestamp(seconds: 1_764_050_000)

    private static func occurrence(_ labels: Labels, _ status: AlertStatus = .firing) -> Occurrence {
        let alert = Alert(
            status: status, labels: labels, annotations: ["summary": "pod is restarting"], startsAt: start,
            fingerprint: labels.json)
        return Occurrence(
            id: 1, incidentID: 1, alert: alert, priority: .p1, rule: "", firstSeenAt: start, lastSeenAt: start,
            seenCount: 1)
    }

    private static func storm(_ count: Int) -> [Occurrence] {
        (0..<count).map { number in
            occurrence([
                "alertname": "PodCrashLooping", "namespace": "prod", "node": "worker-\(number % 12)",
                "pod": "api-\(number)",
            ])
        }
    }

    @Test func `says once what is common, and groups by the label with the fewest values`() {
        let digest = AlertDigest(Self.storm(500))
        #expect(digest.common.map { "\($0.name)=\($0.value)" } == ["alertname=PodCrashLooping", "namespace=prod"])
        #expect(digest.commonAnnotations.map(\.name) == ["summary"])
        #expect(digest.label == "node" && digest.naming == "pod" && digest.groups.count == 12)
        #expect(digest.wordsOfGroups == ", in 12 groups by node, told apart by pod")
        let first = digest.groups[0]
        #expect(first.value == "worker-0" && first.names.first == "api-0")
        #expect(first.words(naming: "pod", beginning: digest.beginning) == "42 fire, first api-0")
        #expect(digest.groups.reduce(0) { $0 + $1.count } == 500)
    }

    @Test func `leaves out what all names begin with`() {
        let digest = AlertDigest(
            (0..<6).map {
                Self.occurrence(["alertname": "A", "pod": "analytics-api-7d9c6b5f4-\($0)", "node": "n\($0 % 2)"])
            })
        let words = digest.groups.map { $0.words(naming: digest.naming, beginning: digest.beginning) }
        #expect(words == ["3 fire, first …-0", "3 fire, first …-1"])
        #expect(digest.groups[0].names.first == "analytics-api-7d9c6b5f4-0")
    }

    @Test func `names so many of a group and counts the others`() {
        let digest = AlertDigest(
            (0..<90).map { Self.occurrence(["alertname": "A", "pod": "p\($0)", "node": $0 < 80 ? "a" : "b"]) })
        #expect(digest.groups.map(\.names.count) == [50, 10] && digest.groups.map(\.more) == [30, 0])
        // Of many groups fewer, so that a page is no longer for them.
        let many = AlertDigest(Self.storm(500))
        #expect(many.groups.map(\.names.count) == Array(repeating: 30, count: 12))
        #expect(many.groups.reduce(0) { $0 + $1.names.count + $1.more } == 500)
    }

    @Test func `says how many of a group still fire`() {
        let both = [
            Self.occurrence(["alertname": "A", "pod": "a"]),
            Self.occurrence(["alertname": "A", "pod": "b"], .resolved),
        ]
        let digest = AlertDigest(both)
        #expect(digest.label == nil && digest.naming == "pod")
        #expect(digest.groups.map { $0.words(naming: "pod", beginning: digest.beginning) } == ["1 of 2 fire, first a"])
    }

    @Test func `of one alert everything is common, and of none nothing`() {
        #expect(AlertDigest([Self.occurrence(["alertname": "A", "pod": "a"])]).common.count == 2)
        #expect(AlertDigest([]).groups == [] && AlertDigest([]).common == [])
    }

    @Test func `a secret in what differs is redacted`() {
        let secret = "ghp_" + String(repeating: "a1B2", count: 9)
        let alerts = (0..<3).map { Self.occurrence(["alertname": "A", "pod": "\(secret)\($0)", "node": "n"]) }
        let digest = AlertDigest(alerts).redacted(by: Redactions())
        #expect(!digest.groups.flatMap(\.names).contains { $0.contains(secret) })
    }
}
