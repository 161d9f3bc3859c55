internal import Foundation

extension DataFolder {
    /// Whoever runs this may not use what a folder holds, and what to do: `nil` where they may, or there is nothing.
    ///
    /// - Parameter writes: whether the database is written to.
    package static func refusal(of directory: String, writes: Bool) -> String? {
        let wanted = writes ? R_OK | W_OK | X_OK : R_OK | X_OK
        for (path, mode) in [(directory, wanted), ("\(directory)/responder.sqlite", wanted & ~X_OK)] {
            guard access(path, mode) != 0, errno == EACCES || errno == EPERM || errno == EROFS else { continue }
            let reason = String(cString: strerror(errno))
            var facts = stat()
            let owner = stat(path, &facts) == 0 ? userName(facts.st_uid) : nil
            let user = owner.map { "its user, \($0) (sudo -u \($0) ...)" } ?? "the server's user"
            return
                "\(path): \(reason) for \(userName(geteuid())); run this as \(user), or use the server's pages or API"
        }
        return nil
    }

    /// Whether there is one, which a server has made.
    package static func isThere(_ directory: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(directory)/responder.sqlite")
            || refusal(of: directory, writes: false) != nil
    }

    /// Whether a server runs with it just now.
    package static func isServed(_ directory: String) -> Bool { DataFolderLock.isHeld(directory: directory) }

    private static func userName(_ id: uid_t) -> String {
        getpwuid(id).map { String(cString: $0.pointee.pw_name) } ?? "user \(id)"
    }
}
