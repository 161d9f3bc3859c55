import IncidentCore
import Testing

/// Answers as Alertmanager 0.25 gave them, and what others make of them.
@Suite(.timeLimit(.minutes(5)))
struct AlertmanagerAPITests {
    static let now = Timestamp(seconds: 1_795_422_600)

    @Test func `a listed alert has labels, receivers and what mutes it`() throws {
        let body = """
            [{"annotations":{"summary":"s"},"endsAt":"2026-11-26T09:52:05.648Z","fingerprint":"b807e636403824b5",\
            "receivers":[{"name":"responder"},{"name":"team"}],"startsAt":"2026-11-26T09:47:05.648Z","status":\
            {"inhibitedBy":["aa"],"mutedBy":["weekend"],"silencedBy":["91cd664b-e3b9-4e8b-870d-d1c75f14e967"],\
            "state":"suppressed"},"updatedAt":"2026-11-26T09:47:05.648Z","generatorURL":"http://p",\
            "labels":{"alertname":"A","severity":"critical"}},
            {"status":{"state":"active"},"labels":{"alertname":"B"},"fingerprint":"b8","receivers":[]}]
            """
        let alerts = try AlertmanagerAPI.readAlerts(Array(body.utf8), receivedAt: Self.now)
        let first = try #require(alerts.first)
        #expect(first.alert.labels == ["alertname": "A", "severity": "critical"])
        #expect(first.alert.fingerprint == first.alert.labels.fingerprint)
        #expect(first.alert.annotations == ["summary": "s"])
        #expect(first.alert.startsAt == Timestamp(rfc3339: "2026-11-26T09:47:05.648Z"))
        #expect((first.alert.status, first.alert.endsAt, first.alert.generatorURL) == (.firing, nil, "http://p"))
        #expect(first.receivers == ["responder", "team"])
        #expect(
            first.state
                == .muted(
                    Muting(
                        silencedBy: ["91cd664b-e3b9-4e8b-870d-d1c75f14e967"], inhibitedBy: ["aa"],
                        mutedBy: ["weekend"])))
        #expect(alerts.last?.state == .active)
        #expect(alerts.last?.alert.startsAt == Self.now && alerts.last?.alert.tellsStart == false)
    }

    @Test(arguments: [
        #"[{"labels":{},"fingerprint":"b8"}]"#, #"[{"labels":{"a":"b"}}]"#,
        #"[{"labels":{"a":"b"},"fingerprint":"heartbeat:x"}]"#,
        #"[{"labels":{"a":"b"},"fingerprint":"b8 "}]"#, "[]",
    ])
    func `an alert that cannot be found again is left out`(body: String) throws {
        #expect(try AlertmanagerAPI.readAlerts(Array(body.utf8), receivedAt: Self.now) == [])
    }

    @Test(arguments: ["", "{}", "[", "null", "<html>", "[1]", #"[{"labels":{"a":"b"}}"#, "[] x"])
    func `what is no list of alerts is no answer`(body: String) {
        #expect(throws: JSONError.self) {
            try AlertmanagerAPI.readAlerts(Array(body.utf8), receivedAt: Self.now)
        }
    }

    @Test func `a status without a start is no answer`() throws {
        let status = #"{"cluster":{"peers":[]},"uptime":"2026-11-26T09:47:03.664Z","versionInfo":{"version":"0.25.0"}}"#
        #expect(
            try AlertmanagerAPI.readStart(Array(status.utf8)) == Timestamp(rfc3339: "2026-11-26T09:47:03.664Z"))
        #expect(throws: JSONError.self) { try AlertmanagerAPI.readStart(Array(#"{"uptime":"long"}"#.utf8)) }
    }

    @Test func `receivers are names`() throws {
        #expect(
            try AlertmanagerAPI.readReceivers(Array(#"[{"name":"responder"},{"name":"team"}]"#.utf8))
                == ["responder", "team"])
        #expect(throws: JSONError.self) { try AlertmanagerAPI.readReceivers(Array(#"{"code":401}"#.utf8)) }
    }

    @Test func `groups have a receiver, labels and the fingerprints of their alerts`() throws {
        let body = """
            [{"alerts":[{"annotations":{},"fingerprint":"b8","labels":{"alertname":"A"}},{"fingerprint":"b9"}],\
            "labels":{"alertname":"A"},"receiver":{"name":"responder"}}]
            """
        #expect(
            try AlertmanagerAPI.readGroups(Array(body.utf8))
                == [ListedGroup(receiver: "responder", labels: ["alertname": "A"], fingerprints: ["b8", "b9"])])
    }

    @Test(arguments: ["../alerts", "", "a/b", "a?b", "ä", String(repeating: "a", count: 65)])
    func `an identifier that is none never becomes part of a URL`(id: String) {
        #expect(AlertmanagerAPI.silence(id) == nil)
        #expect(AlertmanagerAPI.silence("91cd664b-e3b9") == "/api/v2/silence/91cd664b-e3b9")
    }

    @Test(arguments: [
        (
            Muting(silencedBy: ["s"]),
            "silenced in Alertmanager by alice until 2026-12-31 00:00:00 UTC: deploy of v2"
        ),
        (Muting(silencedBy: ["unknown", "s"]), "silenced in Alertmanager (and 1 more)"),
        (Muting(inhibitedBy: ["f"]), "inhibited in Alertmanager by NodeDown"),
        (Muting(inhibitedBy: ["g"]), "inhibited in Alertmanager by another alert"),
        (Muting(mutedBy: ["weekend"]), "muted in Alertmanager by the time interval weekend"),
        (Muting(), "muted in Alertmanager"),
    ])
    func `what mutes an alert is said in words`(muting: Muting, words: String) throws {
        let silence = ListedSilence(
            createdBy: "alice", comment: "deploy of\nv2", endsAt: Timestamp(rfc3339: "2026-12-31T00:00:00Z"))
        #expect(muting.words(silences: ["s": silence], names: ["f": "NodeDown"]) == words)
    }
}
