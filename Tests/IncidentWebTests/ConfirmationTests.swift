import IncidentCore
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// What joined an incident after somebody had taken it, as people and programs see that it is to be confirmed.
@Suite(.timeLimit(.minutes(20))) struct ConfirmationTests {
    private static let question =
        "taken by alice; DbDown to be confirmed by 2026-11-23 08:42:00 UTC, or escalation goes on"

    /// Taken by alice; another urgent alert has joined since, two minutes after the start.
    private static func run(_ test: (WebHarness) async throws -> Void) async throws {
        try await WebHarness.run { web in
            try await web.open(try WebhookBody(.firing("ApiDown")).bytes())
            web.clock.advance(by: .seconds(2))
            try await web.diagnose(1)
            try await web.deliver(.pagerduty, DeliveryOutcome(.sent, evidence: "202"))
            web.clock.advance(by: .seconds(58))
            try await web.api.acknowledge(1, by: "alice")
            #expect(try await web.confirmation() == Confirmation(unconfirmed: [], confirmBy: nil))
            web.clock.advance(by: .seconds(60))
            try await web.open(try WebhookBody(.firing("ApiDown"), .firing("DbDown")).bytes())
            try await test(web)
        }
    }

    @Test func `the API names what is to be confirmed, and by when`() async throws {
        try await Self.run { web in
            let asked = Confirmation(unconfirmed: ["DbDown"], confirmBy: "2026-11-23T08:42:00.000Z")
            #expect(try await web.confirmation() == asked)
            #expect(try await web.api.incident(1).incident.confirmation == asked)
            try await web.api.acknowledge(1, by: "bob", takeOver: true)
            #expect(try await web.confirmation() == Confirmation(unconfirmed: [], confirmBy: nil))
        }
    }

    @Test(arguments: [
        ("/?status=open", question, "taken by bob"), ("/incidents/1", "alice is to confirm DbDown ", "Taken by bob"),
    ])
    func `the list and the incident's page say what is to be confirmed, and by when`(
        path: String, asked: String, confirmed: String
    ) async throws {
        try await Self.run { web in
            #expect(try await web.api.send(.get, path).text.contains(asked))
            try await web.api.acknowledge(1, by: "bob", takeOver: true)
            let page = try await web.api.send(.get, path).text
            #expect(page.contains(confirmed) && !page.contains(asked) && !page.contains("or escalation goes on"))
        }
    }

    @Test func `the page asks in a banner, names whom it asked, and its button confirms`() async throws {
        try await Self.run { web in
            web.clock.advance(by: .seconds(120))
            let page = try await web.api.send(.get, "/incidents/1").text
            let banner = try #require(page.firstMatch(of: /(?s)<div class="banner-question".*?<\/div>/)).output
            #expect(banner.contains("DbDown joined after alice had taken this incident."))
            #expect(banner.contains("Asked whether they have it as well: On-Call Engineer by pagerduty (pending)"))
            #expect(banner.contains("2026-11-23 08:42:00 UTC</time> (in 8m), the acknowledgement ends and escalation"))
            #expect(page.contains(">Confirm DbDown</button>") && !page.contains("Renew acknowledgement"))
            #expect(try await web.api.send(.get, "/").text.contains("to confirm within 8m"))

            try await web.api.acknowledge(1, by: "alice")
            let confirmed = try await web.api.send(.get, "/incidents/1").text
            #expect(!confirmed.contains("banner-question") && confirmed.contains(">Take over from alice</button>"))
            #expect(try await !web.api.send(.get, "/").text.contains("to confirm within"))
        }
    }

    @Test func `a contact's button is their own, however they have written their name`() async throws {
        try await Self.run { web in
            try await web.api.acknowledge(1, by: "on-call engineer", takeOver: true)
            let page = try await web.api.send(
                .get, "/incidents/1", headers: ["Cookie": "responder_name=ON-CALL%20ENGINEER"]
            ).text
            #expect(page.contains(">Renew acknowledgement</button>"))
        }
    }

    @Test func `the link of a message confirms what joined`() async throws {
        try await Self.run { web in
            let path = web.acknowledgePath(1, "On-Call Engineer")
            let page = try await web.api.send(.get, path).text
            #expect(page.contains("This incident is acknowledged: \(Self.question)."))
            #expect(
                page.contains("<form") && page.contains("Take over from alice and confirm DbDown as On-Call Engineer"))
            #expect(try await web.confirmation()?.unconfirmed == ["DbDown"])

            let done = try await web.api.send(.post, path, body: Array("take_over=alice".utf8))
            #expect(done.status == 200)
            #expect(
                done.text.contains("Taken over from alice, and") && done.text.contains("Confirmed as well: DbDown.")
                    && !done.text.contains("<form"))
            #expect(try await web.confirmation() == Confirmation(unconfirmed: [], confirmBy: nil))
            let after = try await web.api.send(.get, path).text
            #expect(after.contains("taken by On-Call Engineer."))
            #expect(after.contains(">Renew acknowledgement as On-Call Engineer</button>"))
        }
    }
}

private struct Confirmation: Equatable {
    let unconfirmed: [String]
    let confirmBy: String?
}

extension ResponderIncident {
    fileprivate var confirmation: Confirmation { Confirmation(unconfirmed: unconfirmed, confirmBy: confirmBy) }
}

extension WebHarness {
    /// What the API's list says of the only incident.
    fileprivate func confirmation() async throws -> Confirmation? { try await api.incidents().first?.confirmation }
}
