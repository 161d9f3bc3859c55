internal import ArgumentParser
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Looks after the index that searches use.", subcommands: [Rebuild.self])

    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Throws the search index away and makes it anew.",
            discussion: """
                Beside a running server it only throws the index away: the server makes the new one behind its other work, and
                this command tells how far that is until it is done or stopped. Without a server it makes the index itself, as
                fast as it can. Searches go on meanwhile, and say what they lack. Alerts, pages and messages do not wait for it.
                """)

        @OptionGroup var access: AccessOptions

        private static let interval: Duration = .seconds(2)
        private static let batch = (incidents: 2000, bytes: 16 << 20, pages: 4000)

        func run() async throws {
            try await access.open { opened in
                let isServed = DataFolder.isServed(access.data.dataDir)
                opened.store.removeSearchIndex()
                let standing = try await isServed ? follow(opened) : make(opened)
                Console.out("the search index has \(standing.indexed) of \(standing.incidents) incidents")
            }
        }

        /// What this process knows of secrets, the outputs were redacted by when they were stored; labels are redacted here.
        private func make(_ opened: AccessOptions.Opened) async throws -> SearchStanding {
            if let problem = opened.tablesProblem {
                throw CommandFailure(
                    "the tables cannot be read, and without them it is not known what is to be redacted: \(problem); "
                        + "name the server's with --routes, or start the server, which makes the index itself")
            }
            var told = ContinuousClock.now
            while true {
                let advance = try await opened.store.advanceSearch(
                    tables: opened.tables.value, limit: Self.batch.incidents, bytes: Self.batch.bytes,
                    packed: Self.batch.pages)
                if advance.isDone { return advance.standing ?? SearchStanding(incidents: 0, indexed: 0) }
                guard ContinuousClock.now - told >= Self.interval else { continue }
                told = .now
                if let words = advance.standing?.words { Console.error(words) }
            }
        }

        private func follow(_ opened: AccessOptions.Opened) async throws -> SearchStanding {
            while true {
                let standing = try await opened.store.readForPeople { try $0.searchStanding() }
                if let standing, !standing.isBehind { return standing }
                if let words = standing?.words { Console.error(words) }
                try await TimeSource.live.sleepUntil(TimeSource.live.now() + Self.interval)
            }
        }
    }
}
