import IncidentCore
import Testing

/// What is in a body has limits; what is over them is cut and counted, never lost without a word.
@Suite("Limits on what is in a body", .timeLimit(.minutes(5)))
struct IntakeLimitsTests {
    static let limits: IntakeLimits = {
        var limits = IntakeLimits()
        limits.alerts = 3
        limits.rejected = 2
        limits.labels = PairLimits(count: 2, nameBytes: 10, valueBytes: 8)
        limits.annotations = PairLimits(count: 2, nameBytes: 10, valueBytes: 12)
        limits.groupKeyBytes = 10
        return limits
    }()

    static func body(_ alerts: [String], groupKey: String = "k") -> String {
        #"{"groupKey":"\#(groupKey)","truncatedAlerts":1,"alerts":[\#(alerts.joined(separator: ","))]}"#
    }

    static func alert(_ labels: String = #""a":"b""#, annotations: String = "") -> String {
        #"{"status":"firing","labels":{\#(labels)},"annotations":{\#(annotations)}}"#
    }

    static func read(_ alerts: [String], groupKey: String = "k") throws -> AlertGroup {
        try AlertGroup(webhookBody: body(alerts, groupKey: groupKey), limits: limits)
    }

    @Test func `alerts over the limit count as hidden`() throws {
        let group = try Self.read((0..<5).map { Self.alert(#""a":"\#($0)""#) })
        #expect(group.alerts.map { $0.labels["a"] } == ["0", "1", "2"])
        #expect((group.cuts.alerts, group.truncatedAlerts) == (2, 3))
        #expect(group.cuts.sentence == "2 alerts are not kept and may fire")
    }

    @Test func `at the limit nothing is cut`() throws {
        let group = try Self.read(
            Array(
                repeating: Self.alert(#""1234567890":"12345678","b":"c""#, annotations: #""d":"123456789012""#),
                count: 3),
            groupKey: "1234567890")
        #expect(group.cuts.isEmpty && group.cuts.sentence == "")
        #expect(group.groupKey == "1234567890")
    }

    @Test func `of too many labels the first stay, and those that say what it is`() throws {
        let group = try Self.read([Self.alert(#""a":"1","b":"2","c":"3","severity":"page","d":"4","alertname":"X""#)])
        #expect(group.alerts.first?.labels == ["a": "1", "b": "2", "severity": "page", "alertname": "X"])
        #expect(group.cuts.pairs == 2)
        #expect(group.cuts.sentence.contains("2 labels or annotations are left out"))
    }

    @Test(arguments: [
        [#""a":"1","b":"2","c":"3""#, #""a":"1","b":"2","c":"4""#], [#""a":"123456789""#, #""a":"12345678x""#],
        [#""a23456789x":"1""#, #""a23456789xy":"1""#],
    ])
    func `alerts without a fingerprint that differ in what is cut are different alerts`(labels: [String]) throws {
        let group = try Self.read(labels.map { Self.alert($0) })
        #expect(Set(group.alerts.map(\.fingerprint)).count == 2)
    }

    @Test func `long names and values are shortened, between characters`() throws {
        let group = try Self.read([
            Self.alert(#""12345678901":"b","v":"1234567é""#, annotations: #""s":"1234567890123""#)
        ])
        let alert = try #require(group.alerts.first)
        #expect(alert.labels.pairs.map(\.value).contains("1234567…"))
        #expect(alert.labels.pairs.contains { $0.name.hasPrefix("1234567890… ") })
        #expect(alert.annotations["s"] == "123456789012…")
        #expect(group.cuts.texts == 3)
        #expect(try Labels(json: alert.labels.json) == alert.labels)
    }

    @Test func `long group keys that begin alike stay different`() throws {
        let keys = try ["12345678901a", "12345678901b"].map { try Self.read([Self.alert()], groupKey: $0).groupKey }
        #expect(keys.allSatisfy { $0.hasPrefix("1234567890… ") })
        #expect(Set(keys).count == 2)
    }

    @Test func `of many bad alerts some reasons are kept, and the number of all`() throws {
        var limits = Self.limits
        limits.alerts = 100
        let bad = Array(repeating: "1", count: 7)
        let group = try AlertGroup(webhookBody: Self.body([Self.alert()] + bad), limits: limits)
        #expect(group.rejected.map(\.position) == [1, 2, 3])
        #expect(group.rejected.last?.reason == "and 5 more of the body are not alerts either")
        #expect(group.rejectedCount == 7)
    }

    @Test func `a bad alert takes what was cut of it along`() throws {
        let bad = #"{"status":"odd","labels":{"a":"1","b":"2","c":"3"}}"#
        #expect(try Self.read([Self.alert(), bad]).cuts.isEmpty)
    }
}
