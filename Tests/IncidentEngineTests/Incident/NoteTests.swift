import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("A note that is sent twice", .timeLimit(.minutes(5)))
struct NoteTests {
    /// What is noted, by whom and how many seconds after the one before.
    struct Sent: Sendable {
        let by: String
        let text: String
        var after: Int64 = 0
    }

    @Test(
        arguments: [
            ([Sent(by: "alice", text: "on it"), Sent(by: "alice", text: "on it")], 1),
            ([Sent(by: "alice", text: "on it"), Sent(by: "Alice", text: "on it", after: 59)], 1),
            ([Sent(by: "alice", text: "on it"), Sent(by: "alice", text: "on it", after: 60)], 2),
            ([Sent(by: "alice", text: "on it"), Sent(by: "bob", text: "on it")], 2),
            ([Sent(by: "alice", text: "on it"), Sent(by: "alice", text: "on it!")], 2),
            (
                [
                    Sent(by: "alice", text: "on it"), Sent(by: "bob", text: "me too"),
                    Sent(by: "alice", text: "on it", after: 1),
                ], 2
            ),
        ] as [([Sent], Int)])
    func `is one note within a minute, and no error`(sent: [Sent], count: Int) async throws {
        let harness = try EngineHarness(.sample(.sample("p")))
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.settle()
        for note in sent {
            if note.after > 0 { try await harness.advance(by: .seconds(note.after)) }
            _ = try await harness.commands.note(1, by: note.by, text: note.text)
        }
        let notes = try await harness.timeline().filter { $0.kind == .noted }
        #expect(notes.count == count)
    }

    @Test func `with two steps is a note on each`() async throws {
        let titles = ["Restart", "Roll back"]
        var tables = RoutingTables.sample(.sample("p"))
        tables.nextSteps = try titles.map { title in
            NextStepTemplate(
                procedure: "P1", title: title, when: Selector(), command: [try ArgumentTemplate("kubectl")])
        }
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.settle()
        for title in titles {
            let deed = Deed(by: "alice", why: "no better", way: .commandLine)
            _ = try await harness.commands.tick(1, deed, step: title, isDone: true)
        }
        let kinds: [TimelineKind] = [.stepDone, .noted]
        let said = try await harness.timeline().filter { kinds.contains($0.kind) }.map(\.summary)
        #expect(said == ["Restart", "no better", "Roll back", "no better"])
    }
}
