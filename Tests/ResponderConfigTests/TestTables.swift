import Foundation
import IncidentCore
import Notifiers

@testable import ResponderConfig

/// Five small tables without a problem, of which a test replaces what it is about.
enum TestTables {
    static let valid = [
        "classification": "default_priority: P3\n",
        "collectors": "collectors: []\n",
        "contacts": """
        contacts:
          - { role: On-Call Engineer, contact: oncall@example.com, escalation_path: [pagerduty, email] }
          - { role: Database Admin, contact: dba@example.com, escalation_path: ["slack #database", email] }
        """,
        "escalation": """
        policies:
          - { name: everything, steps: [ { after: 0s, notify: [On-Call Engineer] } ] }
        """,
        "endpoints": """
        endpoints:
          email: { smtp: "smtp://mail.example.com:587", from: responder@example.com }
          pagerduty: { routing_key: { env: KEY } }
          slack: { channels: { "#database": { webhook: { env: HOOK } } } }
        """,
    ]

    static let environment = ["KEY": "R0UT1NGKEY", "HOOK": "https://hooks.slack.com/services/T0/B0/x"]

    /// Reads the valid tables with some of them replaced; a table that is `nil` does not exist.
    static func load(
        _ replaced: [String: String?] = [:], environment: [String: String] = environment, files: [String: String] = [:],
        now: Timestamp = .system, calendarsMayFail: Bool = false
    ) throws(RouteTableProblems) -> LoadedRoutes {
        var texts = files
        for (name, text) in valid { texts["routes/\(name).yaml"] = text }
        for (name, text) in replaced { texts["routes/\(name).yaml"] = text }
        return try RouteTables.load(
            directory: "routes", notifiers: NotifierProfile.registered, environment: environment,
            files: .inMemory(texts), now: now, calendarsMayFail: calendarsMayFail)
    }

    /// What `load` finds wrong, one line each.
    static func problems(_ replaced: [String: String?], files: [String: String] = [:]) -> [String] {
        do {
            _ = try load(replaced, files: files)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    /// The repository's folder.
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The shipped tables, read as the program reads them.
    static func shipped(environment: [String: String] = [:]) throws(RouteTableProblems) -> LoadedRoutes {
        try RouteTables.load(
            directory: repository.appending(path: "routes").path, notifiers: NotifierProfile.registered,
            environment: environment)
    }
}

extension FileReader {
    static func inMemory(_ texts: [String: String]) -> FileReader {
        FileReader(
            read: { path in
                texts[path].map { .success(Array($0.utf8)) }
                    ?? .failure(FileReadingError(reason: "no such file or directory", isMissing: true))
            }, mayBeReadAgain: { _ in true })
    }
}

extension Collector {
    /// The elements of the command as the tables have it, without what makes its answer readable field by field.
    var words: [ArgumentTemplate] {
        switch source {
        case .run(let command): Array(command.words.dropLast(command.structure?.words.count ?? 0))
        case .prometheus, .http: []
        }
    }
}
