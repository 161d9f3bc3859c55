import IncidentCore
import Testing

@Suite("How much of an incident fires", .timeLimit(.minutes(5)))
struct FiringWordsTests {
    struct Case: CustomTestStringConvertible {
        let firing: Int
        let occurrences: Int
        var repeated = 0
        var hidden = HiddenAlerts.none
        let words: String
        var testDescription: String { words }
    }

    @Test(arguments: [
        Case(firing: 0, occurrences: 1, words: "no alert fires"),
        Case(firing: 1, occurrences: 1, words: "1 alert fires"),
        Case(firing: 1, occurrences: 2, words: "1 of 2 alerts fires"),
        Case(firing: 3, occurrences: 3, words: "3 alerts fire"),
        // Each alert counts once, however often it came back.
        Case(firing: 1, occurrences: 201, repeated: 200, words: "1 alert fires"),
        Case(firing: 2, occurrences: 3, repeated: 1, words: "2 alerts fire"),
        Case(firing: 2, occurrences: 6, repeated: 1, words: "2 of 5 alerts fire"),
        Case(
            firing: 1, occurrences: 1, hidden: HiddenAlerts(byAlertmanager: 2),
            words: "1 alert fires, 2 more hidden by Alertmanager (max_alerts)"),
        Case(
            firing: 0, occurrences: 1, hidden: HiddenAlerts(byAlertmanager: 2),
            words: "0 of the shown fire; 2 that Alertmanager hides may"),
        Case(
            firing: 10_000, occurrences: 10_000, hidden: HiddenAlerts(notKept: 2000),
            words: "10000 alerts fire, 2000 more are not kept and may fire"),
        Case(
            firing: 0, occurrences: 4, hidden: HiddenAlerts(byAlertmanager: 1, notKept: 1),
            words: "0 of the shown fire; 1 that Alertmanager hides and 1 that is not kept may"),
    ])
    func `counts alerts, and what may fire beside them`(row: Case) {
        var incident = Incident.sample()
        (incident.firingCount, incident.occurrenceCount) = (row.firing, row.occurrences)
        (incident.repeatedCount, incident.hidden) = (row.repeated, row.hidden)
        #expect(incident.firingWords == row.words)
    }

    @Test(arguments: [(1, 0, ""), (201, 200, ", fired 201 times"), (3, 1, ", fired 3 times in all")])
    func `how often alerts came back is said apart from how many they are`(
        occurrences: Int, repeated: Int, words: String
    ) {
        var incident = Incident.sample()
        (incident.occurrenceCount, incident.repeatedCount) = (occurrences, repeated)
        #expect(incident.repeatWords == words)
    }

    @Test(arguments: [
        (1, ""), (2, " and 1 more alert fires"), (0, "; 0 of the shown fire; 2 that Alertmanager hides may"),
    ])
    func `the line that names it says what is hidden`(firing: Int, words: String) {
        var incident = Incident.sample()
        (incident.firingCount, incident.hidden) = (firing, HiddenAlerts(byAlertmanager: 2))
        let more = ", 2 more hidden by Alertmanager (max_alerts)"
        #expect(incident.othersFiring == (firing == 0 ? words : firing == 1 ? more : words + more))
    }

    @Test(arguments: [
        (1, "resolved by bob; 1 still firing, 2 more hidden by Alertmanager (max_alerts)"),
        (0, "resolved by bob; 2 that Alertmanager hides may fire"),
    ])
    func `closing it records what may fire on`(firing: Int, words: String) throws {
        var incident = Incident.sample()
        (incident.firingCount, incident.hidden) = (firing, HiddenAlerts(byAlertmanager: 2))
        #expect(try incident.apply(.resolved(by: "bob"), at: .start).summaries == [words])
        #expect(incident.stillFiringWords.contains("2 "))
    }
}
