import IncidentCore
import IncidentEngine
import TestSupport
import Testing

@Suite("The log tells how incidents stand", .timeLimit(.minutes(5)))
struct StatusLogTests {
    @Test func `one line when it opens, when somebody takes it and when somebody closes it`() async throws {
        let harness = try EngineHarness()
        let (context, log) = (harness.context, LogLines())
        let intake = Intake(
            store: context.store, tables: context.tables, time: context.time, metrics: context.metrics,
            logger: log.logger)
        let commands = IncidentCommands(
            store: context.store, tables: context.tables, time: context.time, logger: log.logger)
        try await intake.receive(WebhookBody(.firing("a")).bytes())
        // What changes no status is no line.
        try await intake.receive(WebhookBody(.firing("a"), .firing("b")).bytes())
        _ = try await commands.acknowledge(1, by: "alice")
        _ = try await commands.acknowledge(1, by: "alice")
        _ = try await commands.note(1, by: "bob", text: "looking at it")
        _ = try await commands.resolve(1, by: "bob", stillFiring: .whatever)
        _ = try await commands.reopen(1, Deed(by: "bob"))
        #expect(
            log.all == [
                "info incident opened [incident.id: 1]", "info incident acknowledged [by: alice, incident.id: 1]",
                "info incident resolved [by: bob, incident.id: 1]",
                "info incident re-opened [incident.id: 1, status: acknowledged]",
            ])
    }
}
