import IncidentCore
import IncidentEngine
import IncidentViews
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// An incident that nobody has taken in time, as people and programs see it.
@Suite("What is overdue is seen", .timeLimit(.minutes(20)))
struct OverdueTests {
    @Test func `by API, list and page, until somebody takes it and after`() async throws {
        try await WebHarness.run { web in
            try await web.open()
            let due = web.clock.now + .seconds(300)
            var shown = try json(try await web.api.send(.get, "/api/incidents/1"))
            #expect((shown["respond_by"] as? String, shown["responded_late"] as? Bool) == (due.rfc3339, false))
            let clock = due.clockWords(at: due)
            #expect(try await web.api.send(.get, "/incidents/1").text.contains("; to be taken by \(clock)"))
            #expect(!(try await web.api.send(.get, "/").text).contains("overdue"))
            web.clock.advance(by: .seconds(300))
            try await web.tick()
            shown = try json(try await web.api.send(.get, "/api/incidents/1"))
            #expect((shown["respond_by"] as? String, shown["responded_late"] as? Bool) == (due.rfc3339, true))
            #expect(
                try await web.api.send(.get, "/incidents/1").text.contains("; OVERDUE: to be taken by \(clock)"))
            #expect(try await web.api.send(.get, "/").text.contains("overdue"))
            _ = try await web.engine.commands.acknowledge(1, by: "alice")
            shown = try json(try await web.api.send(.get, "/api/incidents/1"))
            #expect((shown["respond_by"] as? String, shown["responded_late"] as? Bool) == (due.rfc3339, true))
            #expect(
                try await web.api.send(.get, "/incidents/1").text.contains(
                    "late: it was to be taken by \(clock)"))
            #expect(!(try await web.api.send(.get, "/").text).contains("overdue"))
        }
    }
}
