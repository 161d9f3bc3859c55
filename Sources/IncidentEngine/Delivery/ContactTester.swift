package import IncidentCore

/// Sends marked test messages to a contact by its ways, through the code that delivers, and keeps nothing of them.
package struct ContactTester: Sendable {
    /// With the overrides that are known.
    private let contacts: ContactTable
    private let usualClock: LocalClock
    private let waysOut: WaysOut
    private let time: TimeSource
    private let nonce: @Sendable () -> String

    /// - Parameter usualClock: by which those are told times who have none of their own.
    package init(
        contacts: ContactTable, usualClock: LocalClock = .utc, waysOut: WaysOut, time: TimeSource,
        nonce: @escaping @Sendable () -> String
    ) {
        self.contacts = contacts
        self.usualClock = usualClock
        self.waysOut = waysOut
        self.time = time
        self.nonce = nonce
    }

    /// By all of the contact's ways, or by those that `way` names, beside each other.
    ///
    /// - Parameters:
    ///   - role: a role, a person, or a role that a rota fills.
    ///   - way: a way as the table writes it (`email`, `pagerduty payments`, `slack #database`); `nil` is all.
    package func test(
        _ role: String, by way: String? = nil, askedBy person: String, priority: Priority = .p4
    ) async throws(ContactTestRefused) -> ContactTest {
        let contact = try contact(role)
        let chosen = contact.escalationPath.filter { method in way.map { method.isCalled($0) } ?? true }
        guard !chosen.isEmpty else {
            let ways = contact.escalationPath.map(\.written).joined(separator: ", ")
            throw .noSuchMethod(way ?? "", of: contact.role, ways: ways.isEmpty ? "none" : ways)
        }
        let results = await withTaskGroup(of: (place: Int, result: ContactTest.Result).self) { group in
            for (place, method) in chosen.enumerated() {
                group.addTask { (place, await send(contact, method, person, priority)) }
            }
            var results: [Int: ContactTest.Result] = [:]
            for await (place, result) in group { results[place] = result }
            return chosen.indices.compactMap { results[$0] }
        }
        return ContactTest(role: role, contact: contact.role, results: results)
    }

    private func contact(_ role: String) throws(ContactTestRefused) -> Contact {
        let now = contacts.onCall(at: time.now())
        if let contact = now[role] { return contact }
        if now.rotaRoles[role] != nil { throw .nobodyOnCall(role) }
        guard let contact = now.contact(called: role) else {
            throw .noSuchContact(role, known: now.names)
        }
        return contact
    }

    private func send(
        _ contact: Contact, _ method: ContactMethod, _ person: String, _ priority: Priority
    ) async -> ContactTest.Result {
        guard !waysOut.isSpooled(method.endpoint) else { return ContactTest.Result(method: method, outcome: nil) }
        let startedAt = time.now()
        var message = Message.test(
            of: contact, by: method, askedBy: person, priority: priority, nonce: nonce(), at: startedAt)
        message.clock = contacts.clock(of: contact.role) ?? usualClock
        let outcome = await waysOut.deliver(message) {}
        let took = time.now() - startedAt
        // What may have arrived is closed too.
        guard waysOut.keepsIncidents(method.notifier), outcome.verdict == .sent || outcome.verdict == .unknown else {
            return ContactTest.Result(method: method, outcome: outcome, took: took)
        }
        return ContactTest.Result(
            method: method, outcome: outcome, took: took,
            closing: await waysOut.deliver(message.closingTest(at: time.now())) {})
    }
}

/// How a contact was reached by each of the ways that were tried.
package struct ContactTest: Sendable {
    /// As it was asked for.
    package let role: String
    /// Who was tested: of a role that a rota fills the person who is on call.
    package let contact: String
    package let results: [Result]

    package struct Result: Sendable {
        package let method: ContactMethod
        /// `nil` where nothing was sent, because the endpoint has no credentials and messages go to the spool.
        package let outcome: DeliveryOutcome?
        package let took: Duration
        /// Of what closed the test again, where the other side keeps it open.
        package let closing: DeliveryOutcome?

        init(
            method: ContactMethod, outcome: DeliveryOutcome?, took: Duration = .zero, closing: DeliveryOutcome? = nil
        ) {
            self.method = method
            self.outcome = outcome
            self.took = took
            self.closing = closing
        }

        /// Whether the other side has taken it, and nothing of it is left open.
        package var isReached: Bool { outcome?.verdict == .sent && closing.map { $0.verdict == .sent } ?? true }

        /// In one line: `sent in 0.2 s: 250 2.0.0 Ok`.
        package var words: String {
            guard let outcome else {
                return
                    "not sent: \(method.endpoint.text) has no credentials, its messages go to the spool; set them in "
                    + "routes/endpoints.yaml"
            }
            let verdict =
                switch outcome.verdict {
                case .sent: "sent in \(took.wholeMilliseconds) ms"
                case .retryable: "did not get through"
                case .permanent: "refused"
                case .unknown: "may have arrived"
                }
            guard let closing else { return "\(verdict): \(outcome.evidence)" }
            let end = closing.verdict == .sent ? "closed again" : "NOT CLOSED, close it by hand"
            return "\(verdict): \(outcome.evidence); \(end): \(closing.evidence)"
        }
    }

    package var isReached: Bool { results.allSatisfy(\.isReached) }
}

/// Why nothing can be tested.
package enum ContactTestRefused: Error, Sendable, Equatable, CustomStringConvertible {
    case noSuchContact(String, known: [String])
    case nobodyOnCall(String)
    case noSuchMethod(String, of: String, ways: String)

    /// Whether what was asked for is not in the tables.
    package var isUsage: Bool {
        switch self {
        case .noSuchContact, .noSuchMethod: true
        case .nobodyOnCall: false
        }
    }

    package var description: String {
        switch self {
        case .noSuchContact(let role, let known):
            "no contact \"\(role.singleLine(limit: 100))\"; there are \(known.joined(separator: ", "))"
        case .nobodyOnCall(let role):
            "nobody is on call for \"\(role.singleLine(limit: 100))\" now; name a person of the rota instead"
        case .noSuchMethod(let way, let role, let ways):
            "\(role) has no way \"\(way.singleLine(limit: 100))\"; there are: \(ways)"
        }
    }
}

extension ContactMethod {
    /// Whether a person's words mean it: its kind, its endpoint, or all of it, as the tables write them.
    fileprivate func isCalled(_ words: String) -> Bool {
        let words = words.singleLine(limit: 400).lowercased()
        return [notifier.rawValue, endpoint.text, written, address].contains { $0.lowercased() == words }
    }
}
