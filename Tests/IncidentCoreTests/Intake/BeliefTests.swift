import IncidentCore
import Testing

/// The table of what we believe: (what is known) × (what the body says) × (order of times).
@Suite("What we believe of an alert", .timeLimit(.minutes(5)))
struct BeliefTests {
    static let now: Timestamp = "2026-11-23T07:00:00Z"
    static let hold = Duration.seconds(60)
    static let classification = Classification(priority: .p2, rule: "r")

    /// Of an alert that began at 06:00:00 and was first seen half a minute later.
    static func firing(lastSeen: Timestamp = "2026-11-23T06:50:00Z", startsAt: Timestamp = "2026-11-23T06:00:00Z")
        -> FiringOccurrence
    {
        FiringOccurrence(
            id: 7, incidentID: 42, startsAt: startsAt, firstSeenAt: "2026-11-23T06:00:30Z", lastSeenAt: lastSeen)
    }

    /// It ended at 06:55:00, which we heard at the given time.
    static func ended(seen: Timestamp, isHeld: Bool = true) -> PastEnd {
        PastEnd(
            occurrence: isHeld ? PastEnd.Held(id: 7, incidentID: 42) : nil, startsAt: "2026-11-23T06:00:00Z",
            endsAt: "2026-11-23T06:55:00Z", seenAt: seen)
    }

    static let freshEnd = ended(seen: "2026-11-23T06:59:30Z")
    static let doubtful = DoubtfulAlert(end: freshEnd, dueAt: "2026-11-23T07:00:20Z")

    struct Firing: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let known: KnownAlert
        /// `nil`: the sender tells none.
        let startsAt: Timestamp?
        let shown: Shown
    }

    /// A `Showing` without what every case has in common.
    enum Shown: Equatable {
        case begins(Beginning.Origin)
        case continues(earlierStart: Timestamp?)
        case becomesDoubtful(dueAt: Timestamp)
        case staysDoubtful(dueAt: Timestamp)

        init(_ showing: Showing) {
            self =
                switch showing {
                case .begins(let beginning): .begins(beginning.origin)
                case .continues(_, let earlierStart): .continues(earlierStart: earlierStart)
                case .becomesDoubtful(let doubtful): .becomesDoubtful(dueAt: doubtful.dueAt)
                case .staysDoubtful(let doubtful): .staysDoubtful(dueAt: doubtful.dueAt)
                }
        }
    }

    static let firingCases: [Firing] = [
        Firing("unknown: it begins", .nothing, "2026-11-23T06:00:00Z", .begins(.unknown)),
        Firing("unknown, a start in the future: it begins", .nothing, "2026-11-24T07:00:00Z", .begins(.unknown)),
        Firing("unknown, no start: it begins", .nothing, nil, .begins(.unknown)),

        Firing("fires, same start: a repeat", .fires(firing()), "2026-11-23T06:00:00Z", .continues(earlierStart: nil)),
        Firing(
            "fires, an earlier start: the same, which is kept", .fires(firing()), "2026-11-23T05:59:45Z",
            .continues(earlierStart: "2026-11-23T05:59:45Z")),
        Firing(
            "fires, a later start than known but before we last saw it: the same", .fires(firing()),
            "2026-11-23T06:49:59Z", .continues(earlierStart: nil)),
        Firing(
            "fires, a start just when we last saw it: the same", .fires(firing()), "2026-11-23T06:50:00Z",
            .continues(earlierStart: nil)),
        Firing(
            "fires, a start after we last saw it: an end was missed", .fires(firing()), "2026-11-23T06:50:00.001Z",
            .begins(.afterMissedEnd(firing()))),
        Firing(
            "fires, a start just now: an end was missed", .fires(firing()), now, .begins(.afterMissedEnd(firing()))),
        Firing(
            "fires, a start in the future: the same", .fires(firing()), "2026-11-23T07:00:00.001Z",
            .continues(earlierStart: nil)),
        Firing(
            "fires, the future start it had, which has come by now: the same",
            .fires(firing(startsAt: "2026-11-23T06:55:00Z")), "2026-11-23T06:55:00Z", .continues(earlierStart: nil)),
        Firing("fires, no start: the same", .fires(firing()), nil, .continues(earlierStart: nil)),
        Firing(
            "fires, with a future start, and none is told: the start stays",
            .fires(firing(startsAt: "2026-11-24T07:00:00Z")), nil, .continues(earlierStart: nil)),

        Firing(
            "ended, a start after that end: begins at once", .ended(freshEnd), "2026-11-23T06:55:00.001Z",
            .begins(.afterEnd(freshEnd))),
        Firing(
            "ended, a start in the future: begins at once", .ended(freshEnd), "2026-11-24T07:00:00Z",
            .begins(.afterEnd(freshEnd))),
        Firing(
            "ended just before, the start it had: doubtful, from its own arrival", .ended(freshEnd),
            "2026-11-23T06:00:00Z", .becomesDoubtful(dueAt: "2026-11-23T07:01:00Z")),
        Firing(
            "ended just before, a start at that end: doubtful", .ended(freshEnd), "2026-11-23T06:55:00Z",
            .becomesDoubtful(dueAt: "2026-11-23T07:01:00Z")),
        Firing(
            "ended just before, no start: doubtful", .ended(freshEnd), nil,
            .becomesDoubtful(dueAt: "2026-11-23T07:01:00Z")),
        Firing(
            "ended just before, the future start that it had: doubtful",
            .ended(
                PastEnd(
                    occurrence: nil, startsAt: "2026-11-24T07:00:00Z", endsAt: "2026-11-23T06:59:00Z",
                    seenAt: "2026-11-23T06:59:00Z")),
            "2026-11-24T07:00:00Z", .becomesDoubtful(dueAt: "2026-11-23T07:01:00Z")),
        Firing(
            "ended this very moment, a start in the future: it cannot have begun after that, so doubtful",
            .ended(PastEnd(occurrence: nil, startsAt: "2026-11-23T06:00:00Z", endsAt: now, seenAt: now)),
            "2026-11-24T07:00:00Z", .becomesDoubtful(dueAt: "2026-11-23T07:01:00Z")),
        Firing(
            "only its end was heard, just before: doubtful", .ended(ended(seen: now, isHeld: false)),
            "2026-11-23T06:00:00Z", .becomesDoubtful(dueAt: "2026-11-23T07:01:00Z")),
        Firing(
            "ended the hold ago: doubtful", .ended(ended(seen: "2026-11-23T06:59:00Z")), "2026-11-23T06:00:00Z",
            .becomesDoubtful(dueAt: "2026-11-23T07:01:00Z")),
        Firing(
            "ended longer ago: begins at once", .ended(ended(seen: "2026-11-23T06:58:59.999Z")),
            "2026-11-23T06:00:00Z", .begins(.afterEnd(ended(seen: "2026-11-23T06:58:59.999Z")))),

        Firing(
            "doubtful, the copy again: its deadline stays", .doubtful(doubtful), "2026-11-23T06:00:00Z",
            .staysDoubtful(dueAt: "2026-11-23T07:00:20Z")),
        Firing(
            "doubtful, no start: its deadline stays", .doubtful(doubtful), nil,
            .staysDoubtful(dueAt: "2026-11-23T07:00:20Z")),
        Firing(
            "doubtful, a start after the end: begins at once", .doubtful(doubtful), "2026-11-23T06:59:00Z",
            .begins(.afterDoubt(doubtful))),
    ]

    @Test(arguments: firingCases)
    func `a firing alert is always shown`(one: Firing) {
        let alert = Alert.sample(.firing, startsAt: one.startsAt ?? Self.now, tellsStart: one.startsAt != nil)
        let showing = one.known.believe(
            firing: alert, classification: Self.classification, lateCopyWithin: Self.hold, at: Self.now)
        #expect(Shown(showing) == one.shown)
        if case .begins(let beginning) = showing {
            #expect((beginning.alert, beginning.classification) == (alert, Self.classification))
        }
    }

    struct Resolved: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let known: KnownAlert
        let endsAt: Timestamp?
        let ending: Ending
    }

    static let resolvedCases: [Resolved] = [
        Resolved(
            "fires: ends as told", .fires(firing()), "2026-11-23T06:30:00Z", .ends(firing(), at: "2026-11-23T06:30:00Z")
        ),
        Resolved("fires, no end told: ends now", .fires(firing()), nil, .ends(firing(), at: now)),
        Resolved(
            "fires, an end in the future: ends now", .fires(firing()), "2026-11-23T08:00:00Z", .ends(firing(), at: now)),
        Resolved(
            "fires, its end is its start: ends", .fires(firing()), "2026-11-23T06:00:00Z",
            .ends(firing(), at: "2026-11-23T06:00:00Z")),
        Resolved(
            "fires, an end before its start: speaks of an older one", .fires(firing()), "2026-11-23T05:59:59.999Z",
            .speaksOfAnOlderOne(firing())),
        Resolved(
            "fires since a start in the future: what decides is when it was first seen",
            .fires(firing(startsAt: "2026-11-24T06:00:00Z")), "2026-11-23T06:30:00Z",
            .ends(firing(startsAt: "2026-11-24T06:00:00Z"), at: "2026-11-23T06:30:00Z")),
        Resolved("unknown: remembered", .nothing, "2026-11-23T06:30:00Z", .isRemembered(at: "2026-11-23T06:30:00Z")),
        Resolved(
            "unknown, an end in the future: remembered as now", .nothing, "2026-11-23T08:00:00Z", .isRemembered(at: now)
        ),
        Resolved(
            "ended: counted", .ended(freshEnd), "2026-11-23T06:56:00Z", .repeats(freshEnd, at: "2026-11-23T06:56:00Z")),
        Resolved(
            "doubtful: it was a copy", .doubtful(doubtful), "2026-11-23T06:55:00Z",
            .settles(doubtful, at: "2026-11-23T06:55:00Z")),
    ]

    @Test func `a resolved alert that tells the very start ends what fires, whatever else it tells`() {
        let alert = Alert.sample(.resolved, startsAt: "2026-11-23T06:00:00Z", endsAt: "2026-11-23T05:59:59Z")
        let known = KnownAlert.fires(Self.firing())
        #expect(known.believe(resolved: alert, at: Self.now) == .ends(Self.firing(), at: "2026-11-23T06:00:00Z"))
    }

    @Test(arguments: resolvedCases)
    func `a resolved alert ends what fires, and only that`(one: Resolved) {
        let alert = Alert.sample(.resolved, startsAt: "2026-11-23T05:00:00Z", endsAt: one.endsAt)
        #expect(one.known.believe(resolved: alert, at: Self.now) == one.ending)
    }

    @Test func `without a hold nothing is doubtful`() {
        let showing = KnownAlert.ended(Self.ended(seen: Self.now - .milliseconds(1))).believe(
            firing: .sample(startsAt: "2026-11-23T06:00:00Z"), classification: Self.classification,
            lateCopyWithin: .zero, at: Self.now)
        guard case .begins = showing else {
            Issue.record("\(showing)")
            return
        }
    }
}

extension BeliefTests.Firing {
    init(_ description: String, _ known: KnownAlert, _ startsAt: Timestamp?, _ shown: BeliefTests.Shown) {
        self.init(testDescription: description, known: known, startsAt: startsAt, shown: shown)
    }
}

extension BeliefTests.Resolved {
    init(_ description: String, _ known: KnownAlert, _ endsAt: Timestamp?, _ ending: Ending) {
        self.init(testDescription: description, known: known, endsAt: endsAt, ending: ending)
    }
}
