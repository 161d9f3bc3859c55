import IncidentCore
import Testing

/// The rules about open incidents, decided from what is stored of one.
@Suite("Audited incidents", .timeLimit(.minutes(5)))
struct AuditedIncidentTests {
    private static let start = Timestamp.start
    private static let steps = [0, 15, 30].map {
        EscalationStep(after: .minutes($0), notify: ["First"])
    }
    private static let policy = EscalationPolicy(
        name: "everything", steps: steps, otherwise: "Last Resort",
        acknowledgementExpires: .minutes(40))
    private static let notifying = EscalationPolicy(
        name: "informational", steps: steps, until: .notified)

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let incident: Incident
        let escalations: [Escalation]
        var said: [TimelineEntry] = []
        var told: [TellingHistory.Told] = []
        var rules: [AuditRule] = []
        var why: AuditedIncident.WhyNothingIsDue?
    }

    private static func incident(
        _ status: IncidentStatus = .triggered, firing: Int = 1, _ change: (inout Incident) -> Void = { _ in }
    ) -> Incident {
        var incident = Incident(
            id: 7, status: status, priority: .p1, rule: "default", title: "Over", groupKey: "a", labels: [:],
            openedAt: start, firingCount: firing, occurrenceCount: 1)
        change(&incident)
        return incident
    }

    private static func escalation(
        _ status: EscalationStatus, _ policy: EscalationPolicy = policy, next: Int = 1, due: Timestamp? = nil
    ) -> Escalation {
        Escalation(policy: policy, status: status, startedAt: start, round: 0, nextStep: next, nextDueAt: due)
    }

    private static func entry(_ kind: TimelineKind, _ summary: String) -> TimelineEntry {
        TimelineEntry(id: 1, incidentID: 7, at: start, kind: kind, actor: "responder", summary: summary, details: [:])
    }

    private static func told(_ event: NotificationEvent, _ reason: String) -> TellingHistory.Told {
        TellingHistory.Told(
            id: 1, method: ContactMethod(EndpointID(NotifierKind("email")), address: "last@example.com"),
            contact: "Last Resort", event: event, priority: .p1,
            policy: "everything", reason: reason, state: .failed, createdAt: start)
    }

    private static let lastResort = told(.page, "last resort of policy \"everything\", due 3m ago")

    static let cases: [Case] = [
        Case(
            testDescription: "a step to come", incident: incident(),
            escalations: [escalation(.running, due: start + .minutes(15))]),
        Case(
            testDescription: "a step due this very moment", incident: incident(),
            escalations: [escalation(.running, due: start)]),
        Case(testDescription: "nothing", incident: incident(), escalations: [], rules: [.nothingDue]),
        Case(
            testDescription: "all rest while something fires", incident: incident(),
            escalations: [escalation(.running), escalation(.ended)], rules: [.nothingDue]),
        Case(
            testDescription: "all rest while nothing fires", incident: incident(firing: 0),
            escalations: [escalation(.running)], why: .nothingFires),
        Case(
            testDescription: "silenced",
            incident: incident { $0.silence = IncidentSilence(words: "silence #1", until: start + .minutes(1)) },
            escalations: [escalation(.running)], why: .silenced),
        Case(
            testDescription: "silenced by what has ended just now",
            incident: incident { $0.silence = IncidentSilence(words: "silence #1", until: start) },
            escalations: [escalation(.running)], why: .silenced),
        Case(
            testDescription: "silenced beyond the end",
            incident: incident {
                $0.silence = IncidentSilence(words: "silence #1", until: start - .minutes(5) - .milliseconds(1))
            },
            escalations: [escalation(.running)], rules: [.silenceWithoutEnd], why: .silenced),
        Case(
            testDescription: "quiet",
            incident: incident(firing: 0) { $0.flapping = Flapping(since: start, quietBy: start) },
            escalations: [escalation(.running)], why: .quiet),
        Case(
            testDescription: "quiet for ever", incident: incident(firing: 0) { $0.flapping = Flapping(since: start) },
            escalations: [escalation(.running)], rules: [.flappingWithoutEnd], why: .quiet),
        Case(
            testDescription: "exhausted, and the last resort was told, which failed", incident: incident(),
            escalations: [escalation(.exhausted, next: 3)], told: [lastResort], why: .exhausted),
        Case(
            testDescription: "exhausted, and nobody was there to tell", incident: incident(),
            escalations: [escalation(.exhausted, next: 3)],
            said: [entry(.nobodyTold, "nobody is told by last resort of policy \"everything\"")], why: .exhausted),
        Case(
            testDescription: "exhausted, and the last resort was told before it was over the last time",
            incident: incident(), escalations: [escalation(.exhausted, next: 3)],
            told: [lastResort, told(.resolved, "told of this incident before")], rules: [.lastResortUntold],
            why: .exhausted),
        Case(
            testDescription: "its policy has notified", incident: incident(),
            escalations: [escalation(.ended, notifying, next: 3)], why: .notified),
        Case(
            testDescription: "its policy has notified only half", incident: incident(),
            escalations: [escalation(.ended, notifying, next: 1)], rules: [.nothingDue]),
        Case(
            testDescription: "no policy covers it", incident: incident(), escalations: [],
            said: [entry(.notTold, "nobody is told: no policy in routes/escalation.yaml covers P1")], why: .nobody),
        Case(
            testDescription: "that one address was not told is no reason", incident: incident(), escalations: [],
            said: [entry(.notTold, "email first@example.com for First is not sent: told by another")],
            rules: [.nothingDue]),
        Case(
            testDescription: "paused for nobody", incident: incident(),
            escalations: [escalation(.paused, due: start + .minutes(1))], rules: [.pausedForNobody]),
        Case(
            testDescription: "taken until a time", incident: incident(.acknowledged) { $0.taking.until = start },
            escalations: [escalation(.paused, due: start)]),
        Case(
            testDescription: "taken for ever by a policy that allows it", incident: incident(.acknowledged),
            escalations: [escalation(.paused, notifying)]),
        Case(
            testDescription: "taken for ever by one that does not", incident: incident(.acknowledged),
            escalations: [escalation(.paused)], rules: [.acknowledgementWithoutEnd]),
        Case(
            testDescription: "handed over without a time to take it",
            incident: incident(.acknowledged) {
                $0.taking = Taking(until: start + .minutes(1), handedOverBy: "alice")
            },
            escalations: [escalation(.paused, due: start + .minutes(1))], rules: [.questionWithoutEnd]),
        Case(testDescription: "over", incident: incident(.resolved) { $0.resolvedAt = start }, escalations: []),
    ]

    @Test(arguments: cases) func `what is wrong with an incident is seen, and nothing else`(of: Case) {
        let audited = AuditedIncident(
            of.incident, escalations: of.escalations, said: of.said, history: TellingHistory(of.told))
        let found = audited.violations(at: Self.start, runningSince: Self.start - .minutes(60))
        #expect(found.map(\.rule) == of.rules)
        #expect(audited.whyNothingIsDue == of.why)
    }

    @Test func `every reason for nothing to be due is shown`() {
        #expect(Set(Self.cases.compactMap(\.why)) == Set(AuditedIncident.WhyNothingIsDue.allCases))
    }

    @Test func `what ended while the program did not run is no violation yet`() throws {
        let late = try #require(Self.cases.first { $0.rules == [.silenceWithoutEnd] })
        let audited = AuditedIncident(late.incident, escalations: late.escalations, said: [], history: TellingHistory())
        #expect(audited.violations(at: Self.start, runningSince: Self.start - .minutes(5)).isEmpty)
    }
}

extension Duration {
    fileprivate static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
}
