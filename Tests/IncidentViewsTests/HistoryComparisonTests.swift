import IncidentCore
import IncidentStore
import TestSupport
import Testing

@testable import IncidentEngine
@testable import IncidentViews

@Suite("Two histories beside each other", .timeLimit(.minutes(5)))
struct HistoryComparisonTests {
    private static let start = TestClock.monday

    /// - Parameter later: how long after the start its alert began.
    private static func past(
        _ id: Int64, _ alert: String, _ messages: [PastMessage], later: Duration = .zero
    ) -> ToldHistory.Past {
        ToldHistory.Past(
            incident: Incident(
                id: id, priority: .p2, rule: "rule", title: alert, groupKey: alert, labels: ["alertname": alert],
                openedAt: start),
            policies: ["high"], occurrences: [OccurrenceKey(fingerprint: alert, startsAt: start + later)],
            messages: messages)
    }

    private static func page(
        _ contact: String, after wait: Duration, isFailed: Bool = false, isTogether: Bool = false
    ) -> PastMessage {
        PastMessage(
            at: start + wait, kind: .message(.page), contact: contact,
            method: ContactMethod(.email, address: "\(contact)@example.com"), reason: "step 1", isFailed: isFailed,
            isTogether: isTogether)
    }

    private static func compared(now: [PastMessage], before: [PastMessage]) -> [ComparedMessage.Difference] {
        HistoryComparison(
            ToldHistory(incidents: [past(1, "A", now)]), before: ToldHistory(incidents: [past(7, "A", before)])
        ).incidents.flatMap(\.messages).map(\.difference)
    }

    @Test(
        arguments: [
            (.zero, .same), (.seconds(59), .same), (.seconds(60), .later(.seconds(60))),
            (.seconds(900), .later(.seconds(900))),
        ] as [(Duration, ComparedMessage.Difference)])
    func `a minute is no difference`(wait: Duration, difference: ComparedMessage.Difference) {
        #expect(
            Self.compared(now: [Self.page("ann", after: wait)], before: [Self.page("ann", after: .zero)])
                == [difference])
    }

    @Test func `what comes sooner, what is new and what is gone is told apart`() {
        let now = [Self.page("ann", after: .zero), Self.page("ben", after: .seconds(60))]
        let before = [Self.page("ann", after: .seconds(300)), Self.page("ann", after: .seconds(600))]
        #expect(Self.compared(now: now, before: before) == [.earlier(.seconds(300)), .added, .gone])
    }

    @Test func `what could not be delivered has told nobody`() {
        let failed = Self.page("ann", after: .zero, isFailed: true)
        #expect(Self.compared(now: [Self.page("ann", after: .zero)], before: [failed]) == [.added])
        #expect(Self.compared(now: [], before: [failed]) == [.same])
    }

    @Test func `incidents are the same by their alerts, and not by their numbers`() {
        let now = ToldHistory(incidents: [Self.past(1, "B", []), Self.past(2, "C", [])])
        let before = ToldHistory(incidents: [Self.past(1, "A", []), Self.past(2, "B", [])])
        let pairs = HistoryComparison(now, before: before).incidents
        #expect(
            Set(pairs.map { "\($0.now?.incident.title ?? "-") \($0.before?.incident.title ?? "-")" })
                == ["B B", "C -", "- A"])
        #expect(pairs.map(\.isDifferent).count { $0 } == 2)
    }

    @Test(
        arguments: [(.milliseconds(1), [false]), (.seconds(59), [false]), (.seconds(60), [true, true])]
            as [(Duration, [Bool])])
    func `an incident that is noticed less than a minute later is the same`(later: Duration, isDifferent: [Bool]) {
        let page = [Self.page("ann", after: .zero)]
        let comparison = HistoryComparison(
            ToldHistory(incidents: [Self.past(1, "NotHeard", page, later: later)]),
            before: ToldHistory(incidents: [Self.past(7, "NotHeard", page)]))
        #expect(comparison.incidents.map(\.isDifferent) == isDifferent)
    }

    @Test func `of an alert that flaps each incident is compared with the one of its own time`() {
        let now = [Self.past(1, "A", []), Self.past(2, "A", [], later: .seconds(20))]
        let before = [Self.past(7, "A", [], later: .seconds(20))]
        let pairs = HistoryComparison(ToldHistory(incidents: now), before: ToldHistory(incidents: before)).incidents
        #expect(pairs.map(\.now?.incident.id) == [1, 2])
        #expect(pairs.map(\.before?.incident.id) == [nil, 7])
    }

    @Test func `who is told how often, at night, and after how long is counted by contact`() {
        // 09:30 in Berlin, 08:30 UTC; 13 hours and a half later it is 22:00 UTC.
        let night = Duration.seconds(13 * 3600 + 1800)
        let now = [Self.page("ann", after: .seconds(30)), Self.page("ann", after: night)]
        let loads = ContactLoad.all([Self.past(1, "A", now)], .empty)
        #expect(loads["ann"]?.messages == 2 && loads["ann"]?.pages == 2)
        #expect(loads["ann"]?.pagesAtNight == 1)
        #expect(loads["ann"]?.longestWait == 30)
    }

    @Test func `what stands in the message of another incident is counted apart`() {
        let pasts = (1...3).map { Self.past($0, "A\($0)", [Self.page("ann", after: .zero, isTogether: $0 > 1)]) }
        let loads = ContactLoad.all(pasts, .empty)
        #expect(loads["ann"]?.messages == 1 && loads["ann"]?.pages == 1 && loads["ann"]?.toldTogether == 2)
        let simulation = Simulation(start: Self.start, end: Self.start, events: [], body: { _ in [] })
        let subject = SimulationReport.Subject(
            simulation, from: Self.start, tables: "the tables", comparedWith: nil, notes: [], hasNumbers: false)
        let comparison = HistoryComparison(ToldHistory(incidents: pasts), before: ToldHistory(incidents: []))
        let text = SimulationReport(subject, comparison, tables: .empty).text
        #expect(text.contains("  ann: 2 more in messages of other incidents, held back in storms"))
    }

    @Test func `the report says what is different, and hides a line break in a title`() throws {
        let simulation = Simulation(start: Self.start, end: Self.start + .seconds(3600), events: [], body: { _ in [] })
        let subject = SimulationReport.Subject(
            simulation, from: Self.start, tables: "the tables in new", comparedWith: "what happened", notes: ["a note"],
            hasNumbers: true)
        let comparison = HistoryComparison(
            ToldHistory(incidents: [Self.past(1, "A\nB", [Self.page("ann", after: .seconds(600))])]),
            before: ToldHistory(incidents: [Self.past(7, "A\nB", [Self.page("ann", after: .zero)])]))
        let text = SimulationReport(subject, comparison, tables: .empty).text
        #expect(
            text == """
                0 bodies from 2026-11-23 08:30:00 UTC to 2026-11-23 09:30:00 UTC, by the tables in new, compared with what happened
                note: a note

                A B: P2, policy "high"; before incident 7, P2, policy "high"
                  2026-11-23 08:40:00 UTC  page  ann  email to ann@example.com  10m later  step 1

                messages by contact, and before
                  CONTACT  MESSAGES  PAGES  AT NIGHT  LONGEST WAIT
                  ann      1 (1)     1 (1)  0 (0)     10m (0s)

                1 incident is told otherwise
                """)
    }
}
