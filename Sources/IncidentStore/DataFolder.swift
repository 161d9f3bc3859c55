internal import Foundation

/// A data folder, and what it says of itself before its database is opened.
package struct DataFolder {
    let path: String

    var database: String { path + "/responder.sqlite" }

    /// Names the installation whose database the folder holds. It is what tells an empty file in a folder that was never
    /// used, which becomes a new database, from one that has lost its content.
    private var marker: String { path + "/responder.installation" }

    /// Makes it when it is missing.
    init(_ path: String) throws(StoreError) {
        self.path = path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            // Foundation's words are long and name no reason; the system's do.
            guard mkdir(path, 0o700) != 0 else { return }
            let reason = String(cString: strerror(errno))
            throw StoreError.unusable(
                "cannot make the data folder \(path): \(reason); name one that can be made, or is there")
        }
    }

    /// The installation whose database it has held; `nil` when it was never used.
    var installation: String? {
        guard let data = FileManager.default.contents(atPath: marker) else { return nil }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A backup of another installation is welcome: the database says who it is, and not the folder.
    func warnings(of installation: String) -> [String] {
        guard let known = self.installation, known != installation else { return [] }
        return ["\(database) is of installation \(installation); this folder held that of \(known) before"]
    }

    func mark(installation: String) {
        guard self.installation != installation else { return }
        // Without it an empty database is taken for a new one, as in a folder that was never used; the next start tries
        // again.
        try? Data("\(installation)\n".utf8).write(to: URL(filePath: marker), options: .atomic)
    }

    /// Refuses what would pass for a new database and is none.
    func checkBeforeOpening(as access: StoreAccess) throws(StoreError) {
        let bytes = Self.size(of: database)
        guard bytes ?? 0 == 0 else { return }
        try checkIsNew(bytes == nil ? "is gone" : "is empty")
        try checkMayBegin(as: access)
        guard Self.size(of: database + "-wal") ?? 0 == 0 else {
            throw StoreError.unusable(
                "\(database)-wal is there without its database; put that beside it, or move the log away to begin anew")
        }
    }

    /// - Parameter fault: what makes the database look new.
    func checkIsNew(_ fault: String) throws(StoreError) {
        guard let installation else { return }
        throw StoreError.unusable(
            "\(database) \(fault), but this folder has held the database of installation \(installation); "
                + "put it or a backup in its place, or remove \(marker) to begin anew")
    }

    /// Refuses a command, which begins no database.
    func checkMayBegin(as access: StoreAccess) throws(StoreError) {
        guard !access.migrates else { return }
        throw StoreError.unusable(
            "\(database) holds nothing yet; start the server on it, or name the server's folder with --data-dir")
    }

    private static func size(of path: String) -> Int64? {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int64(facts.st_size) : nil
    }
}
