internal import Foundation
internal import IncidentCore
internal import Notifiers
internal import ResponderConfig
internal import Runbooks

/// A folder of tables that runbooks are imported into.
struct ImportFolder {
    let directory: String

    enum State: String, Encodable {
        case new, same, changed
        /// Somebody has changed it since an import wrote it, or no import wrote it.
        case edited
    }

    struct Change {
        let path: String
        let state: State
        let difference: TableDifference
        /// Rows that the person's own table is laid over, of those that would be removed.
        let orphaned: [String]
    }

    /// What the files would change. Nothing is written.
    func changes(to files: [RunbookTables.File]) throws -> [Change] {
        try zip(RunbookTables.tables, files).map { table, file in
            let old = try contents(file.name)
            let own = (try contents("\(table).yaml")).map(TableDifference.rows) ?? []
            let difference = TableDifference(from: old, to: file.text)
            let removed = difference.changes.filter { $0.kind == .removed }.map(\.row)
            let state: State =
                switch old {
                case nil: .new
                case file.text?: .same
                case let old?: RunbookSeal.isIntact(old) ? .changed : .edited
                }
            return Change(
                path: path(file.name), state: state, difference: difference,
                orphaned: removed.filter(own.contains))
        }
    }

    /// Writes what is not as it should be.
    ///
    /// - Returns: what was done, in words.
    func write(_ files: [RunbookTables.File], _ changes: [Change]) throws -> [String] {
        try makeFolder()
        return try zip(files, changes).map { file, change in
            guard change.state != .same else { return "\(change.path): as it was" }
            try write(file.text, to: change.path)
            return "\(change.path): \(change.state == .edited ? "replaced, with what somebody had changed" : "written")"
        }
    }

    /// Writes the tables of a person's own that are not there yet, so that the folder is a whole set.
    func writeMissing(_ files: [StarterTables.File]) throws -> [String] {
        try files.filter { !FileManager.default.fileExists(atPath: path($0.name)) }.map { file in
            try write(file.text, to: path(file.name))
            let need = file.need.map { ", which needs \($0)" } ?? ""
            return "\(path(file.name)): written, a beginning of your own\(need)"
        }
    }

    /// Says what is wrong with the set as it is now.
    func check() throws {
        do {
            let loaded = try RouteTables.load(
                directory: directory, notifiers: NotifierProfile.registered, environment: Environment.all)
            for warning in loaded.warnings { Console.error("warning: \(warning)") }
        } catch {
            throw CommandFailure("the tables of \(directory) have a problem now:\n\(error)")
        }
    }

    private func path(_ name: String) -> String { "\(directory)/\(name)" }

    private func contents(_ name: String) throws -> String? {
        switch FileReader.live().read(path(name)) {
        case .success(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .failure(let error) where error.isMissing: return nil
        case .failure(let error): throw CommandFailure("\(path(name)): the file cannot be read: \(error)")
        }
    }

    private func makeFolder() throws {
        do {
            try FileWriter.makeFolder(directory)
        } catch {
            throw CommandFailure(
                "\(directory): the folder cannot be made: \(error); name one that you may write to, or that is there")
        }
    }

    private func write(_ text: String, to path: String) throws {
        do {
            try FileWriter.replace(path, with: Array(text.utf8))
        } catch {
            throw CommandFailure(
                "\(path): the file cannot be written: \(error); import into a folder that you may write to")
        }
    }
}
