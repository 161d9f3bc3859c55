import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("A resolution that is taken back, outside")
    struct TakenBack {
        @Test func `PagerDuty has it again under the same key, and that somebody has it`() async throws {
            let outside = try await Outside()
            let installation = try ResponderInstallation(environment: try outside.environment)
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            let expected = ["trigger", "acknowledge", "resolve", "trigger", "acknowledge"]
            func expectEvents(_ count: Int) async throws {
                _ = try await responder.eventually("PagerDuty has \(expected.prefix(count))") { _ in
                    var distinct: [String] = []
                    for event in try await outside.pagerDutyEvents() where event.eventAction != distinct.last {
                        distinct.append(event.eventAction)
                    }
                    return distinct == Array(expected.prefix(count)) ? distinct : nil
                }
            }

            try await expectEvents(1)
            #expect(try await responder.api.acknowledge(1, by: "alice").status == 200)
            try await expectEvents(2)
            #expect(try await responder.api.resolve(1, by: "alice").status == 200)
            try await expectEvents(3)
            let command = Array(#"{"by":"alice","text":"too soon"}"#.utf8)
            #expect(try await responder.api.send(.post, "/api/incidents/1/reopen", body: command).status == 200)
            try await expectEvents(5)
            #expect(Set(try await outside.pagerDutyEvents().map(\.dedupKey)).count == 1)
            #expect(try await responder.api.incidents().first?.status == "acknowledged")
            #expect(responder.errorLines == [])
            #expect(try await responder.stop() == .exited(0))
        }
    }
}
