internal import ArgumentParser
internal import IncidentCore
internal import IncidentStore
internal import Notifiers
internal import ResponderConfig

extension CompletionKind {
    /// The numbers of incidents: those that are open, else the newest.
    static var incidents: CompletionKind { .custom { words, _, _ in CompletedLine(words).incidents } }

    /// Whom the tables know.
    static var roles: CompletionKind { .custom { words, _, _ in CompletedLine(words).roles } }

    /// What has run for the incident that is named before.
    static var collectors: CompletionKind { .custom { words, _, _ in CompletedLine(words).collectors } }
}

/// A command line while it is written, and what is known of the folders that it names. Whatever fails completes nothing: a
/// message would stand in the middle of what somebody writes.
struct CompletedLine {
    private static let listed = 50

    private let words: [String]

    init(_ words: [String]) { self.words = words }

    var incidents: [String] {
        let open = IncidentFilter(statuses: [.triggered, .acknowledged], limit: Self.listed)
        let numbers = read { reader in
            let found = try reader.incidents(open).incidents
            return try (found.isEmpty ? reader.incidents(IncidentFilter(limit: Self.listed)).incidents : found).map(
                \.id)
        }
        return (numbers ?? []).map { String($0) }
    }

    var roles: [String] {
        let routes = RoutesOption(naming: option("--routes")).directory(beside: directory)
        let loaded = try? RouteTables.load(
            directory: routes, notifiers: NotifierProfile.registered, environment: Environment.all,
            calendarsMayFail: true
        )
        return loaded?.tables.contacts.names ?? []
    }

    var collectors: [String] {
        guard let id = words.lazy.compactMap({ Int64($0) }).first(where: { $0 > 0 }) else { return [] }
        let names = read { try $0.artifacts(incidentID: id).map(\.collector) } ?? []
        return names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private var directory: String { option("--data-dir") ?? DataOption.setting }

    private func read<Result>(_ body: (StoreReader) throws -> Result) -> Result? {
        try? ReadOnlyStore(directory: directory, busyTimeout: .seconds(1)).read(body)
    }

    /// What an option is set to, as the shell would read it: quotes go, and `~` is the home folder.
    private func option(_ name: String) -> String? {
        for (place, word) in words.enumerated() {
            if word == name, words.indices.contains(place + 1) { return Self.unquoted(words[place + 1]) }
            if word.hasPrefix("\(name)=") { return Self.unquoted(String(word.dropFirst(name.count + 1))) }
        }
        return nil
    }

    private static func unquoted(_ word: String) -> String {
        let text = String(word.filter { !"\"'\\".contains($0) })
        guard text == "~" || text.hasPrefix("~/"), let home = Environment["HOME"] else { return text }
        return home + text.dropFirst()
    }
}
