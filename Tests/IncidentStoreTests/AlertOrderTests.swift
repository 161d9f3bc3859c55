import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

@Suite("The order in which the store asks for alerts", .timeLimit(.minutes(5)))
struct AlertOrderTests {
    /// 48 alerts: of each of three priorities some that count, are muted, are silenced or both; half of all have ended.
    private static func stored(lead: String?) async throws -> ScratchStore {
        let scratch = try ScratchStore()
        var incident = Incident.sample(group: "a")
        incident.lead = lead
        let id = try await scratch.add(incident)[0]
        try await scratch.store.write { transaction in
            for number in 0..<48 {
                var alert = Alert.sample()
                alert.fingerprint = "f\(number)"
                let priority: Priority = [.p3, .p1, .p2][number % 3]
                try transaction.addOccurrence(
                    alert, classification: Classification(priority: priority, rule: "r"), incidentID: id, at: .start)
                if number % 2 == 1 {
                    try transaction.silenceFiring(
                        alert.fingerprint, by: AlertSilence(words: "silence #3", until: .start))
                }
            }
        }
        try await scratch.execute("UPDATE occurrence SET muted = 'muted' WHERE id % 4 >= 2")
        try await scratch.execute(
            "UPDATE occurrence SET status = 'resolved', ends_at_ms = 1, ended_seen_at_ms = 1 WHERE id % 8 >= 4")
        return scratch
    }

    @Test(arguments: [nil, "f0", "f40", "f6"] as [String?])
    func `is that of every list, however short it is cut`(lead: String?) async throws {
        let scratch = try await Self.stored(lead: lead)
        let (all, parts) = try await scratch.store.read { reader in
            (
                try reader.occurrences(incidentID: 1),
                try (1...48).map { try reader.occurrences(incidentID: 1, limit: $0) }
            )
        }
        #expect(all.count == 48 && all == all.reversed().ordered(lead: lead))
        for part in parts { #expect(part == Array(all.prefix(part.count))) }
    }

    @Test func `chooses the lead that is listed first`() async throws {
        let scratch = try await Self.stored(lead: nil)
        while true {
            let (listed, state) = try await scratch.store.write { transaction in
                (
                    try transaction.reader.occurrences(incidentID: 1, limit: 1).first,
                    try transaction.alertState(incidentID: 1)
                )
            }
            guard let listed, let lead = state.lead else { return #expect(state.firing == 0) }
            #expect(lead.fingerprint == listed.alert.fingerprint)
            try await scratch.execute(
                "UPDATE occurrence SET status = 'resolved', ends_at_ms = 1, ended_seen_at_ms = 1 WHERE id = \(listed.id)"
            )
        }
    }
}
