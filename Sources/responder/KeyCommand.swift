internal import ArgumentParser
internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Lists and changes the key with which the links in messages are signed.",
        subcommands: [List.self, Rotate.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists which key signs, and until when those before it are believed.")

        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            try await access.open { opened in
                try format.print(try await opened.store.readForPeople { try $0.signingKeys() })
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets a new key sign; a running server takes it up within a second.",
            discussion: """
                Links that are out go on working for the overlap, a day unless you say otherwise, which is how long a link
                works anyhow. After a key has leaked, --overlap 0s ends all of them at once: people then acknowledge on
                the incident's page, or by the link in the next message.
                """)

        @Option(help: "How long what was signed until now goes on working: 0s to 30d (1d).")
        var overlap: String?
        @OptionGroup var person: PersonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            try await access.open { opened in
                let commands = KeyCommands(store: opened.store, tables: opened.tables, time: .live)
                do {
                    try format.print(try await commands.rotate(by: try person.name, overlap: overlap))
                } catch let refusal as KeyRefused {
                    throw CommandFailure(refusal.description, isUsage: true)
                }
            }
        }
    }
}

extension FormatOption {
    fileprivate func print(_ keys: [SigningKey]) throws {
        let now = TimeSource.live.now()
        switch output {
        case .json: try printJSON(KeyListView(keys, at: now))
        case .table: Console.rows(keys.reversed().map { $0.sentence(at: now) }.joined(separator: "\n"))
        }
    }
}
