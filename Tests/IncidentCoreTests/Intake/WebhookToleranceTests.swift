import IncidentCore
import Testing

@Suite("What a webhook body may leave out, and what it may not", .timeLimit(.minutes(5)))
struct WebhookToleranceTests {
    static let alert = #"""
        {"status":"firing","labels":{"alertname":"A"},"startsAt":"2026-11-23T06:12:48Z","fingerprint":"1dfddcfec1a67da5"}
        """#

    static func body(alerts: String = alert, more: String = "") -> String {
        #"{"version":"4","groupKey":"{}:{}","alerts":[\#(alerts)]\#(more)}"#
    }

    @Test func `only version, group key and alerts are needed, and of an alert four fields`() throws {
        let group = try AlertGroup(webhookBody: Self.body())
        #expect(
            group
                == AlertGroup(
                    groupKey: "{}:{}", alerts: [.sample(.firing, ["alertname": "A"], startsAt: "2026-11-23T06:12:48Z")])
        )
    }

    @Test(arguments: [
        #","truncatedAlerts":null"#, #","groupLabels":null"#, #","commonLabels":null,"commonAnnotations":null"#,
        #","externalURL":null,"receiver":null,"status":null"#, #","notification_reason":"first notification""#,
        #","routeLabels":{},"somethingNew":[{"deep":[1,2.5e3,true]}]"#, #","truncatedAlerts":-3"#,
        #","truncatedAlerts":"none""#, #","truncatedAlerts":[5]"#, #","groupLabels":"""#, #","groupLabels":[]"#,
        #","groupLabels":7,"commonLabels":"","commonAnnotations":"""#,
    ])
    func `optional and unknown keys of the body may be absent, null or anything`(more: String) throws {
        #expect(try AlertGroup(webhookBody: Self.body(more: more)) == AlertGroup(webhookBody: Self.body()))
    }

    @Test(arguments: [
        #""annotations":null"#, #""annotations":{}"#, #""generatorURL":null"#, #""generatorURL":"""#, #""endsAt":null"#,
        #""endsAt":"0001-01-01T00:00:00Z""#, #""somethingNew":{"a":[1]}"#, #""imageURL":"""#, #""values":null"#,
        #""dashboardURL":null,"panelURL":null,"silenceURL":null"#, #""annotations":"""#, #""annotations":[1]"#,
        #""generatorURL":{}"#, #""annotations":{"gone":null}"#,
    ])
    func `optional and unknown keys of an alert may be absent, null or anything`(field: String) throws {
        let alert = Self.alert.dropLast() + ",\(field)}"
        #expect(try AlertGroup(webhookBody: Self.body(alerts: String(alert))) == AlertGroup(webhookBody: Self.body()))
    }

    @Test(
        arguments: [
            (#""2026-11-23T06:12:48Z""#, "2026-11-23T06:12:48Z"),
            (#""2026-11-23T08:15:30.123456789+02:00""#, "2026-11-23T06:15:30.123456789Z"),
            (#""2026-11-23T06:12:54.25Z""#, "2026-11-23T06:12:54.25Z"),
        ] as [(String, Timestamp)])
    func `startsAt may have any offset and up to nine decimals`(text: String, expected: Timestamp) throws {
        let alert = Self.alert.replacingOne(#""2026-11-23T06:12:48Z""#, with: text)
        #expect(try AlertGroup(webhookBody: Self.body(alerts: alert)).alerts.first?.startsAt == expected)
    }

    @Test(arguments: [
        "", #","startsAt":null"#, #","startsAt":"yesterday""#, #","startsAt":"0001-01-01T00:00:00Z""#,
        #","startsAt":1795414368"#, #","startsAt":{}"#,
    ])
    func `an alert without a usable start begins when it is received, and says so`(start: String) throws {
        let alert = #"{"status":"firing","labels":{"alertname":"A"},"fingerprint":"f"\#(start)}"#
        let read = try #require(try AlertGroup(webhookBody: Self.body(alerts: alert)).alerts.first)
        #expect((read.startsAt, read.tellsStart) == (.start, false))
    }

    @Test(arguments: [
        "", #","fingerprint":"""#, #","fingerprint":null"#, #","fingerprint":"a b""#, #","fingerprint":[]"#,
        #","fingerprint":"heartbeat:watchdog""#, #","fingerprint":"\#(String(repeating: "f", count: 65))""#,
    ])
    func `without a usable fingerprint it is computed`(fingerprint: String) throws {
        let alert = #"{"status":"firing","labels":{"alertname":"A"}\#(fingerprint)}"#
        let read = try #require(try AlertGroup(webhookBody: Self.body(alerts: alert)).alerts.first)
        #expect(read.fingerprint == Labels(["alertname": "A"]).fingerprint)
    }

    /// What stands as a status, of an alert, in its end and of the body; `nil` for nothing there.
    private typealias Words = (status: String?, endsAt: String?, body: String?)

    @Test(
        arguments: [
            ((#""FIRING""#, nil, nil), .firing), ((#"" Firing ""#, nil, nil), .firing),
            ((#""\tresolved\n""#, nil, #""firing""#), .resolved), ((nil, nil, #""firing""#), .firing),
            ((nil, nil, #"" Resolved ""#), .resolved), (("null", nil, #""resolved""#), .resolved),
            ((#""  ""#, nil, #""RESOLVED""#), .resolved), (("[]", nil, #""resolved""#), .resolved),
            (("5", nil, #""resolved""#), .resolved), (("1.5", nil, nil), .firing), (("true", nil, "false"), .firing),
            (("null", nil, "null"), .firing), ((nil, nil, nil), .firing), ((nil, nil, #""""#), .firing),
            ((nil, #""2026-11-23T06:00:00Z""#, #""firing""#), .resolved),
            (("null", #""2026-11-23T06:00:00Z""#, nil), .resolved),
            (("null", #""2026-11-23T09:00:00Z""#, nil), .firing),
            ((nil, #""0001-01-01T00:00:00Z""#, nil), .firing), (("null", "null", "{}"), .firing),
            ((#""firing""#, #""2026-11-23T06:00:00Z""#, #""pending""#), .firing),
        ] as [(Words, AlertStatus)])
    private func `a status may be in any letters, that which an end means, or that of the body`(
        words: Words, expected: AlertStatus
    ) throws {
        let fields = [("status", words.status), ("endsAt", words.endsAt)].compactMap { name, value in
            value.map { #","\#(name)":\#($0)"# }
        }
        let alert = #"{"labels":{"alertname":"A"}\#(fields.joined())}"#
        let more = words.body.map { #","status":\#($0)"# } ?? ""
        let read = try #require(try AlertGroup(webhookBody: Self.body(alerts: alert, more: more)).alerts.first)
        #expect(read.status == expected)
    }

    /// The same field with what others write instead of it.
    @Test(arguments: [
        (#""version":"4""#, [#""version":4"#, #""version":" 4 ""#, #""version":null"#, #""version":"""#, ""]),
        (#""groupKey":"{}:{}""#, []),
        (#""groupKey":"7""#, [#""groupKey":7"#]),
        (#""groupLabels":{"a":"1"}"#, [#""groupLabels":{"a":1}"#, #""groupLabels":{"a":"1","b":null}"#]),
        (#""groupLabels":{}"#, [#""groupLabels":null"#, #""groupLabels":"""#, #""groupLabels":" ""#, ""]),
        (
            #""truncatedAlerts":3"#,
            [#""truncatedAlerts":"3""#, #""truncatedAlerts":" 3 ""#, #""truncatedAlerts":3.0"#]
        ),
        (
            #""truncatedAlerts":0"#,
            [#""truncatedAlerts":null"#, #""truncatedAlerts":"""#, #""truncatedAlerts":"nan""#, ""]
        ),
    ])
    func `a field of the body may be null, blank, a number or missing`(field: String, others: [String]) throws {
        func read(_ field: String) throws -> AlertGroup {
            try AlertGroup(webhookBody: #"{"alerts":[\#(Self.alert)]\#(field.isEmpty ? "" : ",\(field)")}"#)
        }
        for other in others { #expect(try read(other) == read(field), "\(other)") }
    }

    @Test(arguments: [
        (#""fingerprint":"f""#, [#""fingerprint":" f""#, #""fingerprint":"f\n""#]),
        (#""fingerprint":"7""#, [#""fingerprint":7"#]),
        (
            #""startsAt":"2026-11-23T06:12:48Z""#,
            [#""startsAt":" 2026-11-23T06:12:48Z ""#, #""startsAt":"2026-11-23T06:12:48Z\n""#]
        ),
        ("", [#""startsAt":"""#, #""startsAt":" ""#, #""startsAt":" 0001-01-01T00:00:00Z""#]),
        ("", [#""endsAt":"""#, #""endsAt":7"#, #""endsAt":"never""#, #""endsAt":{}"#]),
        (#""annotations":{"a":"1"}"#, [#""annotations":{"a":1}"#, #""annotations":{"a":"1","b":null}"#]),
        ("", [#""annotations":null"#, #""annotations":" ""#, #""annotations":7"#]),
        (#""generatorURL":"7""#, [#""generatorURL":7"#]), ("", [#""generatorURL":null"#, #""valueString":null"#]),
    ])
    func `a field of an alert may be null, blank, a number or missing`(field: String, others: [String]) throws {
        func read(_ field: String) throws -> AlertGroup {
            let field = field.isEmpty ? "" : ",\(field)"
            return try AlertGroup(
                webhookBody: Self.body(alerts: #"{"status":"firing","labels":{"alertname":"A"}\#(field)}"#))
        }
        for other in others { #expect(try read(other) == read(field), "\(other)") }
    }

    @Test func `a thousand alerts without a status ask the body for its own once`() throws {
        let alerts = Array(repeating: #"{"labels":{"alertname":"A"}}"#, count: 1000).joined(separator: ",")
        let padding = String(repeating: "x", count: 64 << 10)
        // In the order of the square of the body this would take minutes.
        let group = try AlertGroup(
            webhookBody: #"{"padding":"\#(padding)","alerts":[\#(alerts)],"status":"resolved"}"#)
        #expect(group.alerts.count { $0.status == .resolved } == 1000)
    }

    @Test(arguments: [
        (#""groupKey":17,"#, "17"), (#""groupKey":true,"#, "true"),
        ("", "no group key: 1dfddcfec1a67da5"), (#""groupKey":null,"#, "no group key: 1dfddcfec1a67da5"),
        (#""groupKey":"","groupLabels":{"a":"b"},"#, #"{}:{"a":"b"}"#),
    ])
    func `a group key may be a number, or missing`(key: String, expected: String) throws {
        #expect(try AlertGroup(webhookBody: #"{\#(key)"alerts":[\#(Self.alert)]}"#).groupKey == expected)
    }

    @Test func `hidden alerts may be counted in a text`() throws {
        #expect(try AlertGroup(webhookBody: Self.body(more: #","truncatedAlerts":"5""#)).truncatedAlerts == 5)
        #expect(try AlertGroup(webhookBody: Self.body(more: #","truncatedAlerts":1.5"#)).truncatedAlerts == 1)
    }

    @Test func `a byte order mark is passed over`() throws {
        let marked = [0xEF, 0xBB, 0xBF] + Array(Self.body().utf8)
        #expect(try AlertGroup(webhookBody: marked) == AlertGroup(webhookBody: Self.body()))
    }

    @Test func `invalid UTF-8 is replaced, in what is kept and in what is not`() throws {
        var bytes = Array(Self.body(more: #","somethingNew":"~""#).utf8)
        bytes.replace([UInt8](#"{"alertname":"A"}"#.utf8), with: [UInt8](#"{"alertname":"A~"}"#.utf8))
        bytes = bytes.map { $0 == UInt8(ascii: "~") ? 0xFF : $0 }
        let labels = try #require(try AlertGroup(webhookBody: bytes).alerts.first).labels
        #expect(labels == ["alertname": "A\u{FFFD}"])
        #expect(try Labels(json: labels.json) == labels)
    }

    @Test func `values that are no text become their JSON, also in the database's form`() throws {
        let alert =
            Self.alert.dropLast() + #","annotations":{"n":1.50,"t":true,"l":[1, 2],"o":{"a":"b"},"z":null,"s":"x"}}"#
        let annotations = try #require(try AlertGroup(webhookBody: Self.body(alerts: String(alert))).alerts.first)
            .annotations
        #expect(annotations == ["n": "1.50", "t": "true", "l": "[1, 2]", "o": #"{"a":"b"}"#, "s": "x"])
        #expect(try Labels(json: annotations.json) == annotations)
    }

    @Test func `a resolved alert without a usable end tells none`() throws {
        for end in ["", #","endsAt":null"#, #","endsAt":"0001-01-01T00:00:00Z""#] {
            let alert = Self.alert.replacingOne("firing", with: "resolved").dropLast() + "\(end)}"
            let read = try #require(try AlertGroup(webhookBody: Self.body(alerts: String(alert))).alerts.first)
            #expect(read.status == .resolved && read.endsAt == nil)
        }
    }

    @Test(arguments: [
        (#"{"status":"pending","labels":{"a":"b"},"startsAt":"2026-11-23T06:12:48Z","fingerprint":"f"}"#, "status is"),
        (#"{"status":"firing","startsAt":"2026-11-23T06:12:48Z","fingerprint":"f"}"#, "labels"),
        (#"{"status":"firing","labels":{},"startsAt":"2026-11-23T06:12:48Z","fingerprint":"f"}"#, "labels"),
        (#"{"status":"firing","labels":null,"startsAt":"2026-11-23T06:12:48Z","fingerprint":"f"}"#, "labels"),
        (#"{"status":"firing","labels":"","startsAt":"2026-11-23T06:12:48Z","fingerprint":"f"}"#, "labels"),
        (#"{"status":"firing","labels":{"a":null},"fingerprint":"f"}"#, "labels"),
        (#"{"status":"firing","labels":7,"fingerprint":"f"}"#, "labels"),
        ("17", "object"), ("null", "object"), ("[]", "object"),
    ])
    func `a bad alert is rejected with its reason and costs the others nothing`(bad: String, reason: String) throws {
        let group = try AlertGroup(webhookBody: Self.body(alerts: "\(Self.alert),\(bad),\(Self.alert)"))
        #expect(group.alerts.count == 2)
        let rejected = try #require(group.rejected.first)
        #expect(rejected.position == 1)
        #expect(rejected.reason.contains(reason))
    }

    @Test func `a status of the body that nobody knows rejects those that have none of their own`() throws {
        let bare = #"{"labels":{"alertname":"B"}}"#
        let group = try AlertGroup(
            webhookBody: Self.body(alerts: "\(bare),\(Self.alert)", more: #","status":"pending""#))
        #expect(group.alerts.map(\.name) == ["A"])
        #expect(group.rejected.map(\.position) == [0])
        #expect(group.rejected.first?.reason.contains("that of the body is not") == true)
    }

    @Test(arguments: [
        "", "null", "[]", "\"text\"", "{}", "<html>", #"{"version":"4","groupKey":"k","alerts":[]}"#,
        #"{"version":"4","groupKey":"k","alerts":null}"#, #"{"version":"4","groupKey":"k"}"#,
        #"{"version":"3","groupKey":"k","alerts":[\#(alert)]}"#, body(alerts: "1,2,3"), body() + "x",
        #"{"alerts":"\#(String(repeating: "x", count: 50))"}"#,
    ])
    func `what can never be understood is refused with 400 and a short reason`(text: String) {
        #expect {
            _ = try AlertGroup(webhookBody: text)
        } throws: { error in
            guard let error = error as? IntakeRejection else { return false }
            return error.reason == "malformed" && error.description.count < 200
        }
    }

    @Test func `a reason never carries the body back`() {
        let secret = String(repeating: "s3cr3t", count: 1000)
        let fields = ["status", "startsAt", "fingerprint"].map { Self.body(alerts: #"{"\#($0)":"\#(secret)"}"#) }
        let version = Self.body(more: #","version":"\#(secret)""#)
        for text in fields + [version, #"{"\#(secret)":}"#, "\"\(secret)\""] {
            #expect {
                _ = try AlertGroup(webhookBody: text)
            } throws: { error in
                !"\(error)".contains("s3cr3t")
            }
        }
    }

    @Test func `what Grafana adds to an alert is kept`() throws {
        let alert =
            Self.alert.dropLast() + #"""
                ,"values":{"A":3.5, "B":1},"valueString":"[ var='A' value=3.5 ]","dashboardURL":"https://grafana/d/1",
                "panelURL":"https://grafana/d/1?p=2","silenceURL":"https://grafana/s","imageURL":"https://grafana/i.png",
                "orgId":1}
                """#
        let group = try AlertGroup(
            webhookBody: Self.body(
                alerts: String(alert), more: #","orgId":1,"title":"[FIRING:1]","state":"alerting","message":"m""#
            )
            .replacingOne(#""version":"4""#, with: #""version":"1""#))
        #expect(
            group.alerts.first?.extras == [
                "values": #"{"A":3.5, "B":1}"#, "valueString": "[ var='A' value=3.5 ]",
                "dashboardURL": "https://grafana/d/1", "panelURL": "https://grafana/d/1?p=2",
                "silenceURL": "https://grafana/s", "imageURL": "https://grafana/i.png",
            ])
    }
}

extension String {
    /// With the first `old` replaced, which must be there.
    fileprivate func replacingOne(_ old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { preconditionFailure("\(old) is not in the text") }
        return replacingCharacters(in: range, with: new)
    }

    private func replacingCharacters(in range: Range<Index>, with new: String) -> String {
        String(self[..<range.lowerBound]) + new + self[range.upperBound...]
    }
}
