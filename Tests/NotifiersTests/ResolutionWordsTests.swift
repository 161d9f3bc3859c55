import IncidentCore
import TestSupport
import Testing

/// What a message says of an incident that is resolved.
@Suite("Words of a resolution", .timeLimit(.minutes(5)))
struct ResolutionWordsTests {
    private static let closedAt = Timestamp(milliseconds: 1_795_414_457_614) + .minutes(10)

    private static func message(by person: String?, firing: Int, remindAt: Timestamp? = nil) -> Message {
        var message = Message.sample(event: .resolved)
        message.incident.status = .resolved
        (message.incident.resolvedAt, message.incident.resolvedBy) = (closedAt, person)
        (message.incident.firingCount, message.incident.remindAt) = (firing, remindAt)
        message.now = closedAt + .seconds(1)
        return message
    }

    @Test(
        arguments: [
            (nil, 0, " is resolved: ", "every alert has ended at 06:24 UTC", "Nothing is asked of you: it is over."),
            ("bob", 0, " is resolved by bob: ", "resolved by bob at 06:24 UTC", "Nothing is asked of you: it is over."),
            (
                "bob", 1, " is resolved by bob, 1 alert still fires: ",
                "resolved by bob at 06:24 UTC, 1 alert still fires",
                "Nothing is asked of you now: bob has resolved it, 1 alert still fires."
            ),
            (
                "bob", 2, " is resolved by bob, 2 alerts still fire: ",
                "resolved by bob at 06:24 UTC, 2 alerts still fire",
                "Nothing is asked of you now: bob has resolved it, 2 alerts still fire."
            ),
        ] as [(String?, Int, String, String, String)])
    func `it is over when nothing fires, and only then`(
        person: String?, firing: Int, headline: String, standing: String, asked: String
    ) {
        let message = Self.message(by: person, firing: firing)
        #expect(message.headline == "Incident 42\(headline)\(message.incident.title)")
        #expect(message.standing == standing)
        #expect(message.asked == asked)
        // What fires is said once behind the headline, as what the resolution has left.
        #expect(message.lead(within: 1000) == "\(message.headline) – \(standing)")
    }

    @Test func `when it opens again by itself is said`() {
        let message = Self.message(by: "bob", firing: 1, remindAt: Self.closedAt + .minutes(30))
        #expect(
            message.asked
                == message.said(
                    "Nothing is asked of you now: bob has resolved it, 1 alert still fires; it opens again at "
                        + "\((Self.closedAt + .minutes(30)).readable) if that fires on."))
    }

    @Test(arguments: [
        (0, 0, "Over: "), (1, 0, "Resolved, still firing: "), (0, 1, "Resolved, still firing: "),
    ])
    func `several that are resolved are not said to be over while one fires`(
        firing: Int, othersFiring: Int, beginning: String
    ) {
        var message = Self.message(by: "bob", firing: firing)
        var other = message.incident
        other.firingCount = othersFiring
        message.others = [AlsoTold(other, event: .resolved, url: "https://desk.example.com/incidents/43")]
        #expect(message.summary.hasPrefix("\(beginning)[P1] "))
        let words = othersFiring == 0 ? "resolved by bob" : "resolved by bob, 1 alert still fires"
        #expect(message.others[0].line.hasSuffix(": \(words)"))
    }
}
