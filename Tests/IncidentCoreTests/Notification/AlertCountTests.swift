import Testing

@testable import IncidentCore

@Suite("How many alerts fire, in one line", .timeLimit(.minutes(5)))
struct AlertCountTests {
    private static func incident(_ firing: Int, title: String = "Crash: pod a is down") -> Incident {
        Incident(
            id: 42, priority: .p1, rule: "r", title: title, groupKey: "{}", labels: [:], openedAt: .start,
            firingCount: firing, occurrenceCount: firing)
    }

    private static func occurrences(_ labels: [Labels]) -> [Occurrence] {
        labels.enumerated().map { number, labels in
            Occurrence(
                id: Int64(number), incidentID: 42,
                alert: Alert(
                    status: .firing, labels: labels, annotations: [:], startsAt: .start, fingerprint: "\(number)"),
                priority: .p1, rule: "r", firstSeenAt: .start, lastSeenAt: .start, seenCount: 1)
        }
    }

    @Test(
        arguments: [
            (0, [], "Crash: pod a is down"), (1, ["Crash"], "Crash: pod a is down"),
            (2, ["Crash", "Crash"], "Crash: pod a is down, and 1 more"),
            (2, ["Crash", "Slow"], "Crash: pod a is down, and 1 more"),
            (500, ["Crash", "Crash"], "500 alerts Crash in shop: pod a is down, and 499 more"),
            (3, ["Crash", "Slow"], "3 alerts: Crash: pod a is down, and 2 more"),
            (3, [], "3 alerts: Crash: pod a is down, and 2 more"),
        ] as [(Int, [String], String)])
    func `is said with what they share`(firing: Int, names: [String], words: String) {
        let alerts = Self.occurrences(names.map { ["alertname": "\($0)", "namespace": "shop"] })
        let incident = Self.incident(firing)
        #expect(AlertCount(incident, alerts).counted(incident.title) == words)
    }

    @Test func `the namespace is said once, and only where all are in it`() {
        let titled = Self.incident(3, title: "Crash: pod a is down (shop)")
        let alerts = Self.occurrences(["shop", "shop"].map { ["alertname": "Crash", "namespace": "\($0)"] })
        #expect(AlertCount(titled, alerts).counted(titled.title) == "3 alerts Crash: pod a is down (shop), and 2 more")
        let spread = Self.occurrences(["shop", "pay"].map { ["alertname": "Crash", "namespace": "\($0)"] })
        let plain = Self.incident(3)
        #expect(AlertCount(plain, spread).counted(plain.title) == "3 alerts Crash: pod a is down, and 2 more")
    }

    @Test(arguments: ["a", "🚨", "é", "क"], [2, 3, 1000])
    func `is never what gives way`(unit: String, firing: Int) {
        let long = String(repeating: unit, count: 300)
        let alerts = Self.occurrences([["alertname": "\(long)", "namespace": "\(long)"]])
        let incident = Self.incident(firing, title: "\(long): \(long)")
        let line = AlertCount(incident, alerts).counted(incident.title, within: 200, in: .utf16)
        #expect(line.utf16.count <= 200 && line.hasSuffix(", and \(firing - 1) more"))
        #expect(firing == 2 || line.hasPrefix("\(firing) alerts "))
    }
}
