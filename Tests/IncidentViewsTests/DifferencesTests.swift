import IncidentCore
import Testing

@testable import IncidentViews

/// How alerts of one incident are told from each other.
@Suite(.timeLimit(.minutes(5))) struct DifferencesTests {
    private static let start = Timestamp(seconds: 1_764_050_000)

    private static func occurrence(_ labels: Labels) -> Occurrence {
        let alert = Alert(status: .firing, labels: labels, startsAt: start, fingerprint: labels.json)
        return Occurrence(
            id: 1, incidentID: 1, alert: alert, priority: .p1, rule: "", firstSeenAt: start, lastSeenAt: start,
            seenCount: 1)
    }

    @Test(
        arguments: [
            ([["alertname": "A", "pod": "a"]], [""]),
            ([["alertname": "A", "pod": "a"], ["alertname": "B", "pod": "b"]], ["", ""]),
            (
                [["alertname": "A", "job": "j", "pod": "a"], ["alertname": "A", "job": "j", "pod": "b"]],
                ["pod=a", "pod=b"]
            ),
            ([["alertname": "A", "pod": "a"], ["alertname": "A"]], ["pod=a", ""]),
            (
                [
                    ["alertname": "A", "a": "1", "b": "1", "c": "1", "d": "1"],
                    ["alertname": "A", "a": "2", "b": "2", "c": "2", "d": "2"],
                ], ["a=1 b=1 c=1", "a=2 b=2 c=2"]
            ),
        ] as [([Labels], [String])])
    func `by the labels that not all of a name have alike`(alerts: [Labels], expected: [String]) {
        let differences = alerts.map(Self.occurrence).differences()
        #expect(differences.map { $0.map { "\($0.name)=\($0.value)" }.joined(separator: " ") } == expected)
    }
}
