internal import Foundation
internal import GRDB
internal import IncidentCore

/// The database of a data folder for who only looks, beside a running server or without one: no file of the folder is
/// made or changed.
package final class ReadOnlyStore: Sendable {
    private let queue: DatabaseQueue
    private let unreadable = UnreadableRows()

    /// - Throws: that there is none, or that it is of another version.
    package init(directory: String, busyTimeout: Duration = .seconds(5)) throws(StoreError) {
        let path = URL(filePath: directory).standardizedFileURL.path + "/responder.sqlite"
        if let refusal = DataFolder.refusal(of: directory, writes: false) { throw StoreError.unusable(refusal) }
        guard FileManager.default.fileExists(atPath: path) else {
            throw StoreError.unusable(
                "\(directory) holds no responder.sqlite; name the server's folder with --data-dir")
        }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(busyTimeout.inSeconds)
        configuration.label = "onlooker"
        do {
            queue = try DatabaseQueue(path: Self.name(of: path), configuration: configuration)
            let isCurrent = try queue.read { try Migrations.migrator.hasCompletedMigrations($0) }
            guard isCurrent else {
                throw StoreError.unusable("\(path) is of another version of responder; use that one")
            }
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError {
            throw StoreError.unusable("cannot read \(path): \(error.words)")
        } catch {
            throw StoreError.unusable("cannot read \(path): \(error)")
        }
    }

    /// With an index of its log beside it the database is in use, or was when the power failed, and is read together with
    /// that. Without one, and with nothing in a log, SQLite would only make both, so it is told that nothing changes.
    private static func name(of path: String) -> String {
        let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
        guard !FileManager.default.fileExists(atPath: path + "-shm"), log ?? 0 == 0 else { return path }
        var unreserved = CharacterSet.alphanumerics
        unreserved.insert(charactersIn: "/-._~")
        let escaped = path.addingPercentEncoding(withAllowedCharacters: unreserved) ?? path
        return "file:\(escaped)?immutable=1"
    }

    /// What the server that works on a folder has written down of itself: its process, and where it listens; `nil` when none
    /// ever did.
    package static func serverNote(of directory: String) -> String? {
        DataFolderLock.note(at: "\(directory)/\(DataFolderLock.fileName)")
    }

    /// Reads one consistent state.
    package func read<Result>(_ body: (StoreReader) throws -> Result) throws(StoreError) -> Result {
        do {
            return try queue.read { db in try body(StoreReader(db: db, unreadable: unreadable)) }
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError {
            throw error.isDamage ? .damaged("responder.sqlite") : .cannotRead(error.words)
        } catch {
            throw .unreadable("\(error)")
        }
    }
}
