internal import ArgumentParser
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

struct DigestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest",
        abstract: "Shows what the morning digest says: what is open, what happened, what is overdue, who is on call.",
        discussion: "Nothing is sent, and what waits for a digest goes on waiting.")

    @Option(help: "When, as RFC 3339 (2026-12-24T09:00:00Z), by what is known now; now when it is left out.")
    var at: String?
    @Option(help: "Whose; the first that has one when it is left out.", completion: .roles)
    var role: String?
    @OptionGroup var format: FormatOption
    @OptionGroup var access: AccessOptions

    private var time: Timestamp {
        get throws {
            guard let at else { return TimeSource.live.now() }
            guard let time = Timestamp(rfc3339: at) else {
                throw ValidationError("--at is \"\(at)\"; give a time such as 2026-12-24T09:00:00Z")
            }
            return time
        }
    }

    func validate() throws { _ = try time }

    func run() async throws {
        let time = try time
        let digest = try await access.open { opened in
            let tables = opened.tables.value
            if let role, !tables.contacts.names.contains(role) {
                throw CommandFailure(
                    "--role is \"\(role)\"; one of \(tables.contacts.names.joined(separator: ", ")) is expected",
                    isUsage: true)
            }
            return try await opened.store.readForPeople { [role, links = opened.links] reader in
                try Digest(
                    at: time, role: role, tables: tables, link: links.page, reader: reader, now: TimeSource.live.now())
            }
        }
        switch format.output {
        case .json: try format.printJSON(DigestDocument(digest))
        case .table: Console.out(digest.text)
        }
    }
}
