import IncidentCore
import Testing

@Suite("The order of an incident's alerts", .timeLimit(.minutes(5)))
struct AlertOrderTests {
    /// - Parameter id: the older the smaller.
    static func occurrence(
        _ id: Int64, _ name: String, _ priority: Priority = .p1, ended: Bool = false, muted: Bool = false,
        silenced: Bool = false
    ) -> Occurrence {
        Occurrence(
            id: id, incidentID: 42, alert: .sample(ended ? .resolved : .firing, fingerprint: name), priority: priority,
            rule: "r", firstSeenAt: .start,
            lastSeenAt: .start, seenCount: 1, muted: muted ? "muted" : nil,
            silence: silenced ? AlertSilence(words: "silence #3", until: .start) : nil)
    }

    @Test(
        arguments: [
            ("of equals the first that we knew", nil, [occurrence(2, "B"), occurrence(1, "A")], ["A", "B"]),
            ("the most urgent", nil, [occurrence(1, "A", .p3), occurrence(2, "B", .p2)], ["B", "A"]),
            (
                "the lead, whatever else there is", "A", [occurrence(1, "B"), occurrence(2, "A", .p3, muted: true)],
                ["A", "B"]
            ),
            (
                "what counts before what is muted, and that before what is silenced", nil,
                [occurrence(1, "A", silenced: true), occurrence(2, "B", muted: true), occurrence(3, "C", .p4)],
                ["C", "B", "A"]
            ),
            (
                "what fires before the lead that has ended", "A",
                [occurrence(1, "A", ended: true), occurrence(2, "B", .p4)], ["B", "A"]
            ),
            (
                "of what has ended the lead, the most urgent, then the last", "A",
                [
                    occurrence(1, "A", .p3, ended: true), occurrence(2, "A", .p3, ended: true),
                    occurrence(3, "B", .p2, ended: true), occurrence(4, "C", ended: true),
                    occurrence(5, "D", ended: true, silenced: true),
                ],
                ["A", "A", "D", "C", "B"]
            ),
        ] as [(String, String?, [Occurrence], [String])])
    func `first comes`(_: String, lead: String?, alerts: [Occurrence], expected: [String]) {
        for order in [alerts, alerts.reversed()] {
            #expect(order.ordered(lead: lead).map(\.alert.fingerprint) == expected)
        }
    }

    @Test func `the lead of alerts that come together is the first that is listed`() throws {
        let alerts: [(name: String, priority: Priority)] = [("A", .p3), ("B", .p2), ("C", .p2), ("D", .p4)]
        let beginnings = try #require(
            Beginnings(
                alerts.map { name, priority in
                    Beginning(
                        alert: .sample(fingerprint: name),
                        classification: Classification(priority: priority, rule: "r"), origin: .unknown)
                }))
        let stored = alerts.enumerated().map { Self.occurrence(Int64($0.offset), $0.element.name, $0.element.priority) }
        #expect(stored.ordered(lead: nil).first?.alert.fingerprint == beginnings.lead.fingerprint)
    }
}
