import Foundation
import IncidentCore
import Notifiers
import TestSupport

@testable import ResponderConfig

/// The sets of tables in `Tests/Scenarios/tables`, read as the program reads them.
enum ScenarioTables {
    static let folder = ResponderInstallation.root.appending(path: "Tests/Scenarios")
    private static let base = "usual"

    /// - Parameter now: around which calendars are read.
    /// - Throws: what is wrong with them, or that there are none.
    static func load(_ name: String, at now: Timestamp) throws -> RoutingTables {
        let texts = try texts(of: name)
        let reader = FileReader(
            read: { path in
                texts[path].map { .success(Array($0.utf8)) }
                    ?? .failure(FileReadingError(reason: "no such file", isMissing: true))
            }, mayBeReadAgain: { _ in true })
        return try RouteTables.load(
            directory: "routes", notifiers: NotifierProfile.registered,
            environment: ["KEY": "R0UT1NGKEY", "HOOK": "https://hooks.slack.com/services/T0/B0/x"], files: reader,
            now: now
        ).tables
    }

    /// A set has the files in which it differs from the usual one.
    private static func texts(of name: String) throws -> [String: String] {
        var texts: [String: String] = [:]
        for set in [base, name] {
            let folder = folder.appending(path: "tables/\(set)")
            for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
                texts["routes/\(file.lastPathComponent)"] = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            }
        }
        return texts
    }
}
