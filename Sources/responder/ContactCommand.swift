internal import ArgumentParser
internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews
internal import Logging
internal import Notifiers
internal import ResponderConfig
internal import Transport

struct ContactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact", abstract: "Shows whether contacts can be reached.", subcommands: [Test.self])

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sends a marked test message to a contact, and prints what each endpoint answers.",
            discussion: """
                It goes out by the endpoints of the tables as a page would, and closes again what PagerDuty has opened for \
                it. No incident is made, and no statistics count it. What has no credentials is not sent.

                The server of the data folder sends it, where one runs: with RESPONDER_API_TOKEN if it has one. Else, or \
                with --routes, this command does, with the credentials of its own environment.
                """)

        @Argument(
            help: "The contact: a role or a person; of a role that a rota fills who is on call now.", completion: .roles
        )
        var role: String
        @Option(help: "Only by this way: email, \"pagerduty payments\", \"slack #database\".")
        var method: String?
        @Option(help: "Of the page, P1 to P4: at PagerDuty it may decide how it rings.")
        var priority: String = Priority.p4.rawValue
        @OptionGroup var person: PersonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var data: DataOption
        @OptionGroup var routes: RoutesOption

        func validate() throws { _ = try urgency }

        private var urgency: Priority {
            get throws {
                guard let urgency = Priority(word: priority) else {
                    throw ValidationError("--priority is \"\(priority)\"; give P1, P2, P3 or P4")
                }
                return urgency
            }
        }

        func run() async throws {
            // A mail server that hangs is given up after a minute. A person waits at a terminal: it is their clock.
            let waiting = Task {
                try await Task.sleep(for: .seconds(3))
                Console.error("waiting for an answer; an endpoint that hangs is given up after about a minute")
            }
            defer { waiting.cancel() }
            if !routes.isNamed, let server = ServerContactTest(dataDirectory: data.dataDir, http: .live(proxies: .none))
            {
                switch await server.test(role, by: method, askedBy: try person.name, priority: try urgency) {
                case .tested(let answer, let body): return try show(answer, body)
                case .refused(let why, let isUsage): throw CommandFailure(why, isUsage: isUsage)
                case .unanswered(let why):
                    Console.error("the server at \(server.address) cannot be asked (\(why))")
                }
            }
            try await testHere()
        }

        private func show(_ answer: ServerContactTest.Answer, _ body: [UInt8]) throws {
            switch format.output {
            case .json: Console.out(String(decoding: body, as: UTF8.self).escapingHiddenInJSON)
            case .table:
                if answer.contact != role { Console.out("\(role) is \(answer.contact) now") }
                for result in answer.results { Console.out("\(result.method): \(result.text)".singleLine(limit: 2000)) }
            }
            try finish(missed: answer.results.count { !$0.isReached }, of: answer.results.count, answer.contact)
        }

        private func testHere() async throws {
            let loaded = try routes.load(beside: data.dataDir)
            let tester = ContactTester(
                contacts: try await contacts(loaded.tables.contacts), usualClock: loaded.tables.usualClock,
                waysOut: try waysOut(loaded), time: .live, nonce: { Randomness.bytes(8).hexadecimal })
            let test: ContactTest
            do {
                test = try await tester.test(role, by: method, askedBy: try person.name, priority: try urgency)
            } catch let refusal as ContactTestRefused {
                throw CommandFailure(refusal.description, isUsage: refusal.isUsage)
            }
            switch format.output {
            case .json: try format.printJSON(ContactTestView(test, by: .command))
            case .table:
                Console.out(
                    "tried by this command, with the tables of \(routes.directory(beside: data.dataDir)) and the "
                        + "credentials of its own environment, not a server's")
                if test.contact != role { Console.out("\(role) is \(test.contact) now") }
                for result in test.results {
                    Console.out("\(result.method.text): \(result.words)".singleLine(limit: 2000))
                }
            }
            if test.results.contains(where: { $0.outcome == nil }) {
                Console.error(
                    "only the environment of this command was looked at for credentials; a server may have others, and is "
                        + "asked where it runs on \(data.dataDir)")
            }
            try finish(missed: test.results.count { !$0.isReached }, of: test.results.count, test.contact)
        }

        private func finish(missed: Int, of all: Int, _ contact: String) throws {
            guard missed == 0 else {
                throw CommandFailure("\(missed) of \(all) way\(all == 1 ? "" : "s") did not reach \(contact)")
            }
        }

        /// With the overrides, where a server has kept any.
        private func contacts(_ table: ContactTable) async throws -> ContactTable {
            let folder = data.dataDir
            guard !table.rotaRoles.isEmpty, FileManager.default.fileExists(atPath: folder + "/responder.sqlite") else {
                return table
            }
            let now = TimeSource.live.now()
            var contacts = table
            do {
                let store = try IncidentStore(directory: folder, as: .command, now: now, random: Randomness.bytes)
                defer { try? store.close(movesLog: false) }
                contacts.overrides = try await store.readForPeople { try $0.rotaOverrides(from: now, until: now) }
            } catch let error as StoreError {
                throw CommandFailure(error.description)
            }
            return contacts
        }

        /// The endpoints of the tables, as the server has them.
        private func waysOut(_ loaded: LoadedRoutes) throws -> WaysOut {
            let redactions = loaded.tables.redactions.knowing(Environment.secrets)
            var logger = Logger(label: "responder") {
                RedactingLogHandler(
                    StreamLogHandler.standardError(label: $0), redactions: LogRedactions(knowing: Environment.secrets))
            }
            logger.logLevel = .error
            let notifiers = Notifiers(
                NotifierDefinition.registered, endpoints: loaded.endpoints,
                effects: NotifierEffects(http: .live(proxies: try Environment.proxies()), smtp: .live()),
                spoolDirectory: data.dataDir + "/spool", logger: logger)
            return WaysOut(
                profiles: NotifierProfile.registered, endpoints: { notifiers.endpoints },
                isSpooled: { notifiers.spooled.contains($0) },
                deliver: { await notifiers.deliver($0, taken: $1).redacted(by: redactions) },
                deliverBulletin: { await notifiers.deliver($0).redacted(by: redactions) })
        }
    }
}
