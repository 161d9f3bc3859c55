import IncidentCore
import Testing

@Suite("Alerts that are silenced", .timeLimit(.minutes(5)))
struct SilenceTurnTests {
    static let now: Timestamp = "2026-11-23T09:00:00Z"
    static let first = silence(1, of: "a", until: now + .seconds(3600))
    static let second = silence(2, of: "b", until: now + .seconds(7200))

    static func silence(_ id: Int64, of name: String, until: Timestamp) -> Silence {
        // What is matched is a name that the test gives, written as a matcher is: it cannot be wrong.
        Silence(
            .person("carol", id: id), selector: AlertSelector(all: [try! Matcher("alertname=\(name)")], any: []),
            from: now - .seconds(3600), until: until, why: "upgrade")
    }

    static func mark(_ silence: Silence) -> AlertSilence { AlertSilence(words: silence.words, until: silence.until) }

    static func alert(_ id: Int64, _ name: String, by silence: Silence? = nil, muted: Bool = false) -> FiringAlert {
        let alert = Alert(
            status: .firing, labels: ["alertname": name], annotations: [:], startsAt: now, fingerprint: name)
        return FiringAlert(
            id: id, JoinedAlert(alert, Classification(priority: .p2, rule: "r")), silence: silence.map(mark),
            isMuted: muted)
    }

    @Test(
        arguments: [
            ([alert(1, "a"), alert(2, "b", by: second)], ["a"]),
            ([alert(1, "a", muted: true), alert(2, "b")], ["b"]),
            // Alone, what only Alertmanager mutes counts.
            ([alert(1, "a", muted: true), alert(2, "b", by: second)], ["a"]),
            ([alert(1, "a", by: first), alert(2, "b", by: second)], ["a", "b"]), ([], []),
        ])
    func `those count that are neither silenced nor muted`(firing: [FiringAlert], counting: [String]) {
        #expect(firing.counting.map(\.name) == counting)
    }

    @Test func `one that is silenced while another is not counts no more, and says by what`() {
        let turn = SilenceTurn([Self.alert(1, "a"), Self.alert(2, "c")], silences: [Self.first], at: Self.now)
        #expect(turn.marks.map(\.id) == [1] && turn.marks[0].silence == Self.mark(Self.first))
        #expect(turn.silence == nil && turn.unsilenced.isEmpty)
        #expect(turn.hushed?.alerts.map(\.name) == ["a"])
        #expect(turn.hushed?.words == "silence #1 by carol until 2026-11-23 10:00:00 UTC: upgrade")
    }

    @Test func `of two that end one after the other only that is said to be over which is`() {
        let firing = [Self.alert(1, "a", by: Self.first), Self.alert(2, "b", by: Self.second)]
        let over = Self.first.until
        let turn = SilenceTurn(firing, silences: [Self.first, Self.second], at: over)
        #expect(turn.unsilenced.map(\.name) == ["a"])
        #expect(turn.endedWords == "silence #1 by carol until 2026-11-23 10:00:00 UTC: upgrade, is over")
        #expect(turn.silence == nil && turn.hushed == nil)
        #expect(turn.marks.map(\.id) == [1] && turn.marks[0].silence == nil)
    }

    @Test func `what is ended before its time is said to be`() {
        let turn = SilenceTurn([Self.alert(1, "a", by: Self.first)], silences: [], at: Self.now)
        #expect(turn.endedWords.hasSuffix("upgrade, was ended before its time"))
    }

    @Test func `when all are silenced the incident is, and none of them alone`() {
        let turn = SilenceTurn(
            [Self.alert(1, "a"), Self.alert(2, "b", by: Self.second)], silences: [Self.first, Self.second],
            at: Self.now)
        #expect(
            turn.silence?.words == "silence #1 by carol until 2026-11-23 10:00:00 UTC: upgrade, and 1 more"
                && turn.silence?.until == Self.first.until)
        #expect(turn.hushed == nil)
    }

    @Test(arguments: [false, true])
    func `what Alertmanager mutes no more joins, unless it counted for want of others`(isAlone: Bool) {
        let others = isAlone ? [] : [Self.alert(2, "b")]
        let turn = SilenceTurn([Self.alert(1, "a")] + others, silences: [], wasMuted: [1: true], at: Self.now)
        #expect(turn.unsilenced.map(\.name) == (isAlone ? [] : ["a"]))
        #expect(turn.endedWords == (isAlone ? "" : "Alertmanager mutes it no more, for all that is known"))
    }

    @Test func `an incident that opens with some of them is led by the others`() {
        let beginnings = Beginnings(
            ["a", "c"].map {
                Beginning(
                    alert: Self.alert(1, $0).alert.alert,
                    classification: Classification(priority: $0 == "a" ? .p1 : .p3, rule: "r"), origin: .unknown)
            })
        let parted = beginnings?.parted(by: [Self.first], at: Self.now)
        #expect(parted?.counting.lead.fingerprint == "c")
        #expect(parted?.hushed?.alerts.map(\.name) == ["a"] && parted?.hushed?.hasBegun == true)
        #expect(parted?.silence == nil)
    }
}
