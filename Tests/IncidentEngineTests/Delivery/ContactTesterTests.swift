import IncidentCore
import IncidentEngine
import Notifiers
import TestSupport
import Testing

/// Test messages to a contact.
@Suite("A test of a contact", .timeLimit(.minutes(5)))
struct ContactTesterTests {
    private let deliverer = ScriptedDeliverer()
    private let clock = TestClock()

    private func tester(
        spooled: Set<EndpointID> = [], contacts: ContactTable = RoutingTables.sample.contacts
    ) -> ContactTester {
        let deliverer = deliverer
        return ContactTester(
            contacts: contacts,
            waysOut: WaysOut(
                profiles: NotifierProfile.registered, endpoints: { [] }, isSpooled: { spooled.contains($0) },
                deliver: { await deliverer.deliver($0, taken: $1) }, deliverBulletin: { deliverer.deliver($0) }),
            time: clock.source, nonce: { "n0nce" })
    }

    @Test func `each way is tried, marked as a test, and what the other side keeps open is closed again`() async throws
    {
        let test = try await tester().test("First", askedBy: "alice")
        #expect(test.isReached)
        #expect(test.results.map(\.method.text) == ["pagerduty", "email to first@example.com"])
        #expect(test.results.map { $0.closing != nil } == [true, false])
        #expect(test.results[1].words == "sent in 0 ms: 250 2.0.0 Ok: queued as 4ZkW2P")
        let pagerduty = deliverer.begun.filter { $0.notification.method.notifier == .pagerduty }
        #expect(pagerduty.map(\.notification.event) == [.page, .resolved])
        #expect(Set(pagerduty.map(\.dedupKey)) == ["responder/test-n0nce/0"])
        for message in deliverer.begun {
            #expect(message.subject.contains("TEST, please ignore: alice tests how First is reached"))
            #expect(message.acknowledgeURL == nil)
        }
    }

    @Test func `one way alone is tried by any of its names, and another is named`() async throws {
        for way in ["email", "EMAIL first@example.com", "first@example.com"] {
            #expect(try await tester().test("First", by: way, askedBy: "alice").results.count == 1)
        }
        await #expect(
            throws: ContactTestRefused.noSuchMethod("slack", of: "First", ways: "pagerduty, email first@example.com")
        ) { try await tester().test("First", by: "slack", askedBy: "alice") }
    }

    @Test func `what has no credentials is not sent, and said so`() async throws {
        let test = try await tester(spooled: [.email]).test("Second", askedBy: "alice")
        #expect(!test.isReached)
        #expect(
            test.results.map(\.words) == [
                "not sent: email has no credentials, its messages go to the spool; set them in routes/endpoints.yaml"
            ])
        #expect(deliverer.begun.isEmpty)
    }

    @Test func `a refusal is shown with the other side's words, and nothing is closed that was never open`()
        async throws
    {
        deliverer.answer(.pagerduty, .refusedForGood)
        let test = try await tester().test("First", by: "pagerduty", askedBy: "alice")
        #expect(!test.isReached)
        #expect(test.results.map(\.words) == ["refused: 550 5.1.1 user unknown"])
        #expect(deliverer.begun.count == 1)
    }

    @Test func `of two mailboxes each has a mail and a result of its own`() async throws {
        deliverer.answer { message in
            message.notification.method == .email("a@example.com") ? .refusedForGood : .sent
        }
        let mailboxes = ["a@example.com", "b@example.com"].map(ContactMethod.email)
        let contacts = ContactTable(contacts: [
            Contact(role: "Both", address: "a@example.com", escalationPath: mailboxes)
        ])
        let test = try await tester(contacts: contacts).test("Both", askedBy: "alice")
        #expect(test.results.map(\.method) == mailboxes)
        #expect(test.results.map(\.isReached) == [false, true])
    }

    @Test func `an alert that cannot be closed again is not reached, and is to be closed by hand`() async throws {
        deliverer.answer(.pagerduty, .sent, .refusedForNow)
        let test = try await tester().test("First", by: "pagerduty", askedBy: "alice")
        #expect(!test.isReached)
        #expect(test.results[0].words.hasSuffix("NOT CLOSED, close it by hand: 451 4.3.0 try again later"))
    }

    @Test func `who is no contact is named beside those who are`() async throws {
        await #expect(
            throws: ContactTestRefused.noSuchContact("Nobody", known: ["First", "Second", "Third", "Last Resort"])
        ) { try await tester().test("Nobody", askedBy: "alice") }
    }

    @Test func `of a role that a rota fills who is on call is tested`() async throws {
        let ann = Person(
            contact: Contact(role: "Ann", address: "ann@example.com", escalationPath: [.email("ann@example.com")]))
        let day = clock.now.milliseconds / 86_400_000
        let table = ContactTable(
            contacts: [], people: [ann],
            rotas: [
                Rota(
                    name: "primary", clock: try #require(LocalClock(timeZone: "UTC")),
                    layers: [
                        RotaLayer(
                            name: "days", people: ["Ann"], turnDays: 1, firstDay: Int(day) - 1, handOffMinute: 0,
                            lastDay: Int(day) + 1)
                    ])
            ], rotaRoles: ["On-Call": "primary"])
        #expect(try await tester(contacts: table).test("On-Call", askedBy: "alice").contact == "Ann")
        clock.advance(by: .hours(72))
        await #expect(throws: ContactTestRefused.nobodyOnCall("On-Call")) {
            try await tester(contacts: table).test("On-Call", askedBy: "alice")
        }
    }
}
