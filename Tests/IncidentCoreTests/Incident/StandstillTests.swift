import IncidentCore
import Testing

@Suite("What comes next while somebody has an incident, and once it is resolved", .timeLimit(.minutes(5)))
struct StandstillTests {
    private static let until = Timestamp(seconds: 1_795_424_400)

    private static func taken(_ taking: Taking) -> Incident {
        var incident = incident(.acknowledged)
        (incident.acknowledgedBy, incident.taking) = ("alice", taking)
        return incident
    }

    private static func resolved(firing: Int, remindAt: Timestamp? = nil) -> Incident {
        var incident = incident(.resolved)
        (incident.resolvedBy, incident.firingCount, incident.remindAt) = ("bob", firing, remindAt)
        return incident
    }

    private static func incident(_ status: IncidentStatus) -> Incident {
        Incident(
            id: 1, status: status, priority: .p1, rule: "down", title: "ApiDown", groupKey: "g", labels: [:],
            openedAt: Timestamp(seconds: 0), firingCount: 1, occurrenceCount: 1)
    }

    @Test(
        arguments: [
            (incident(.triggered), nil),
            (taken(Taking(until: until)), "nothing while alice has it, until \(until.readable)"),
            (taken(Taking()), "nothing while alice has it"),
            (
                taken(Taking(until: until, isSnoozed: true)),
                "nothing while alice has snoozed it, until \(until.readable)"
            ),
            (
                taken(Taking(unconfirmed: ["DbDown"], confirmBy: until)),
                "DbDown to be confirmed by \(until.readable), or escalation goes on"
            ),
            (
                taken(Taking(confirmBy: until, handedOverBy: "bob")),
                "the hand-over to be confirmed by \(until.readable), or escalation goes on"
            ),
            (resolved(firing: 0), "nothing, it is over"),
            (resolved(firing: 1, remindAt: until), "it opens again at \(until.readable) if its alerts fire on"),
            (resolved(firing: 1), "nothing, unless an alert begins anew"),
        ] as [(Incident, String?)])
    func `is said with its time`(incident: Incident, words: String?) {
        #expect(incident.standstillWords == words)
    }
}
