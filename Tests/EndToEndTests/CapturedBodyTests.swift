import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Captured webhook bodies")
    struct CapturedBodies {
        /// What one body leads to.
        struct Body: CustomTestStringConvertible {
            let name: String
            let priority: String
            var firing = 1
            var rule: String?
            var testDescription: String { name }
        }

        static let bodies = [
            Body(name: "01-p1-api-error-rate-firing", priority: "P1"),
            Body(name: "03-p1-service-down-priority-label", priority: "P1", rule: "priority label"),
            Body(name: "04-group-two-firing", priority: "P3", firing: 2),
            Body(name: "05-group-third-alert-added", priority: "P3", firing: 3),
            Body(name: "08-repeat-first", priority: "P3"),
            Body(name: "10-truncated-max-alerts-3-of-8", priority: "P1", firing: 3),
            Body(name: "11-unicode-quotes-newlines", priority: "P3"),
            Body(name: "12-severity-label-missing", priority: "P3", rule: "default"),
            Body(name: "14-long-annotation-100kb", priority: "P4"),
            Body(name: "15-p2-latency-firing", priority: "P2", rule: "high-latency"),
            Body(name: "16-p3-memory-two-pods", priority: "P3", firing: 2),
        ]

        @Test(arguments: bodies)
        func `a firing body opens one incident, and its copies change nothing further`(body: Body) async throws {
            let responder = try await ResponderInstallation().start()
            let bytes = try ResponderInstallation.body(body.name)
            // The first delivery comes from both peers of a split pair at once.
            try await post(bytes, and: fromOtherPeer(bytes), to: responder)

            let incidents = try await responder.api.incidents()
            let incident = try #require(incidents.first)
            #expect(incidents.count == 1)
            #expect(incident.status == "triggered")
            #expect(incident.priority == body.priority)
            #expect(body.rule == nil || incident.rule == body.rule)
            #expect(incident.firing == body.firing)
            #expect(incident.occurrences == body.firing)

            let before = try await responder.settled(incident.id)
            #expect(try await responder.api.post(bytes).status == 200)
            #expect(try await responder.api.post(fromOtherPeer(bytes)).status == 200)
            try await post(bytes, and: fromOtherPeer(bytes), to: responder)
            #expect(try await responder.settled(incident.id) == before)
            #expect(try await responder.api.incidents().count == 1)
            #expect(responder.errorLines == [])
        }

        @Test func `a heartbeat opens nothing`() async throws {
            let responder = try await ResponderInstallation().start()
            let bytes = try ResponderInstallation.body("13-watchdog-heartbeat")
            try await post(bytes, and: bytes, to: responder)
            #expect(try await responder.api.incidents().isEmpty)
        }

        @Test func `firing and resolve are one incident`() async throws {
            let responder = try await ResponderInstallation().start()
            try await post("01-p1-api-error-rate-firing", to: responder)
            try await post("02-p1-api-error-rate-resolved", to: responder)
            try await post("02-p1-api-error-rate-resolved", to: responder)
            let incident = try #require(try await responder.api.incidents().first)
            #expect(incident.status == "resolved")
            #expect(incident.resolvedAt != nil)
            let before = try await responder.settled(incident.id)
            #expect(before.timeline.count { $0.kind == "resolved" } == 1)
            // The firing copy of a slow peer comes late, and is followed by its end.
            try await post("01-p1-api-error-rate-firing", to: responder)
            try await post("02-p1-api-error-rate-resolved", to: responder)
            let after = try await responder.settled(incident.id)
            #expect(after.timeline.map(\.kind) == before.timeline.map(\.kind) + ["alert_doubtful", "alert_settled"])
            #expect(after.detail == before.detail)
            #expect(try await responder.api.incidents().map(\.status) == ["resolved"])
            #expect(try await responder.api.incidents().count == 1)
        }

        @Test func `a group grows and ends as one incident`() async throws {
            let responder = try await ResponderInstallation().start()
            let states = [
                ("04-group-two-firing", "triggered", 2, 2), ("05-group-third-alert-added", "triggered", 3, 3),
                ("06-group-partially-resolved", "triggered", 2, 3), ("07-group-fully-resolved", "resolved", 0, 3),
            ]
            for (name, status, firing, occurrences) in states {
                let bytes = try ResponderInstallation.body(name)
                try await post(bytes, and: fromOtherPeer(bytes), to: responder)
                let incidents = try await responder.api.incidents()
                #expect(incidents.map(\.status) == [status], "\(name)")
                #expect(incidents.map(\.firing) == [firing], "\(name)")
                #expect(incidents.map(\.occurrences) == [occurrences], "\(name)")
            }
            let id = try #require(try await responder.api.incidents().first).id
            let kinds = try await responder.api.timeline(id).map(\.kind)
            #expect(kinds.count { $0 == "alerts_added" } == 1)
            #expect(kinds.count { $0 == "alerts_ended" } == 2)
            #expect(kinds.count { $0 == "resolved" } == 1)
        }

        @Test func `a byte-identical repeat changes nothing`() async throws {
            let responder = try await ResponderInstallation().start()
            try await post("08-repeat-first", to: responder)
            let id = try #require(try await responder.api.incidents().first).id
            let before = try await responder.settled(id)
            try await post("09-repeat-second-identical", to: responder)
            #expect(try await responder.settled(id) == before)
        }

        @Test func `the resolve of all that max_alerts showed leaves the incident open`() async throws {
            let responder = try await ResponderInstallation().start()
            try await post("10-truncated-max-alerts-3-of-8", to: responder)
            let bytes = try ResponderInstallation.body("10-truncated-max-alerts-3-of-8")
            let firing = String(decoding: bytes, as: UTF8.self)
            let resolved = firing.replacing(#""status":"firing""#, with: #""status":"resolved""#)
                .replacing("0001-01-01T00:00:00Z", with: "2026-11-23T06:40:00Z")
            #expect(try await responder.api.post(Array(resolved.utf8)).status == 200)
            #expect(try await responder.api.incidents().map(\.status) == ["triggered"])
            let complete = resolved.replacing(#""truncatedAlerts":5"#, with: #""truncatedAlerts":0"#)
            #expect(try await responder.api.post(Array(complete.utf8)).status == 200)
            #expect(try await responder.api.incidents().map(\.status) == ["resolved"])
        }

        @Test func `text arrives as it was sent, in whatever script, and what is long is shown cut`() async throws {
            let responder = try await ResponderInstallation().start()
            try await post("11-unicode-quotes-newlines", to: responder)
            try await post("14-long-annotation-100kb", to: responder)
            let details = try await responder.api.incidents().asyncMap { try await responder.api.incident($0.id) }
            let alerts = details.flatMap(\.alerts)
            #expect(alerts.contains { $0.labels["note"] == "say \"hi\"\nsecond line" })
            #expect(alerts.contains { $0.labels["path"] == #"C:\data\hub"# })
            // Kept whole, and shown up to a limit with a mark.
            #expect(alerts.contains { $0.annotations.values.contains { $0.count == 2001 && $0.hasSuffix("…") } })
            #expect(details.contains { $0.incident.title.hasPrefix("Überlastung «検索»: Größe überschritten") })
        }

        private func post(_ name: String, to responder: ResponderProcess) async throws {
            #expect(try await responder.api.post(ResponderInstallation.body(name)).status == 200)
        }

        private func post(_ body: [UInt8], and copy: [UInt8], to responder: ResponderProcess) async throws {
            async let first = responder.api.post(body)
            async let second = responder.api.post(copy)
            #expect(try await [first.status, second.status] == [200, 200])
        }

        private func fromOtherPeer(_ body: [UInt8]) -> [UInt8] {
            let text = String(decoding: body, as: UTF8.self)
            return Array(text.replacing("http://alertmanager.", with: "http://alertmanager-2.").utf8)
        }
    }
}

extension Sequence {
    func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
