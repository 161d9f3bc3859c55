import IncidentCore
import IncidentViews
import Testing

@Suite("What a button does", .timeLimit(.minutes(5)))
struct TakingWordsTests {
    /// Who has the incident, what is to be confirmed, and who presses; then what the button says, and what was done.
    @Test(
        arguments: [
            (nil, [], "alice", "Acknowledge", "Acknowledged."), (nil, [], nil, "Acknowledge", "Acknowledged."),
            ("alice", [], "alice", "Renew acknowledgement", "Acknowledgement renewed."),
            ("alice", [], "Alice", "Renew acknowledgement", "Acknowledgement renewed."),
            (
                "alice", [], "bob", "Take over from alice",
                "Taken over from alice, and everybody who was told of the incident hears of it."
            ),
            ("alice", [], nil, "Take over from alice", nil),
            (
                "alice", ["DbDown"], "alice", "Confirm DbDown",
                "Confirmed: DbDown. The acknowledgement is renewed."
            ),
            (
                "alice", ["DbDown", "CacheDown"], "bob", "Take over from alice and confirm DbDown, CacheDown",
                "Taken over from alice, and everybody who was told of the incident hears of it. "
                    + "Confirmed as well: DbDown, CacheDown."
            ),
            ("alice", ["DbDown"], nil, "Confirm DbDown", nil),
        ] as [(String?, [String], String?, String, String?)])
    func `is what taking means as the incident stands`(
        owner: String?, joined: [String], presses: String?, button: String, done: String?
    ) {
        var incident = Incident(
            id: 1, status: owner == nil ? .triggered : .acknowledged, priority: .p1, rule: "down", title: "ApiDown",
            groupKey: "g", labels: [:], openedAt: Timestamp(seconds: 0), firingCount: 1, occurrenceCount: 1)
        incident.acknowledgedBy = owner
        if !joined.isEmpty {
            incident.taking = Taking(unconfirmed: joined, confirmBy: Timestamp(seconds: 600))
        }
        #expect(incident.takingWords(by: presses) == button)
        if let presses, let done { #expect(incident.takenSentence(by: presses) == done) }
    }

    @Test(
        arguments: [
            (.triggered, "responder incident ack 7"), (.acknowledged, "responder incident ack 7 --take-over"),
            (.resolved, nil),
        ] as [(IncidentStatus, String?)])
    func `on a terminal is a command that is not refused as the incident stands`(
        status: IncidentStatus, command: String?
    ) {
        var incident = Incident(
            id: 7, status: status, priority: .p1, rule: "down", title: "ApiDown", groupKey: "g", labels: [:],
            openedAt: Timestamp(seconds: 0), firingCount: 1, occurrenceCount: 1)
        if status == .acknowledged { incident.acknowledgedBy = "bob" }
        #expect(incident.takingCommand == command)
    }
}
