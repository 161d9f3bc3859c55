import IncidentCore
import Testing

@Suite("Pages that tell the same", .timeLimit(.minutes(5)))
struct SamePageTests {
    private static func page(_ change: (inout Notification) -> Void = { _ in }) -> Notification {
        var page = RetryTests.notification(attempts: 1)
        page.policy = "critical"
        change(&page)
        return page
    }

    @Test(
        arguments: [
            ("of the same step or another", page { $0.id = 9 }, true),
            ("of another policy", page { $0.policy = "database" }, true),
            ("of no policy, as a question to confirm", page { $0.policy = nil }, false),
            ("that a person asked for", page { $0.askedBy = "alice" }, false),
            ("about another incident", page { $0.incidentID = 43 }, false),
            ("for another contact", page { $0.contact = "DevOps Lead" }, false),
            ("by another method", page { $0.method = RetryTests.mail }, false),
            ("that is no page", page { $0.event = .resolved }, false),
        ] as [(String, Notification, Bool)])
    func `one waits for what becomes of another`(which: String, other: Notification, isSame: Bool) {
        #expect(Self.page().tellsTheSame(as: other) == isSame, "\(which)")
    }
}
