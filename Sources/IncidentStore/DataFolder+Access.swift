internal import Foundation

extension DataFolder {
    /// Whoever runs this may not use what a folder holds, and what to do: `nil` where they may, or there is nothing.
    ///
    /// - Parameter writes: whether the database is written to.
    package static func refusal(of directory: String, writes: Bool) -> String? {
        let wanted = writes ? R_OK | W_OK | X_OK : R_OK | X_OK
        for (path, mode) in [(directory, wanted), ("\(directory)/responder.sqlite", wanted & ~X_OK)] {
            guard access(path, mode) != 0, errno == EACCES || errno == EPERM || errno == EROFS else { continue }
            let code = errno
            var facts = stat()
            let owner = stat(path, &facts) == 0 ? userName(facts.st_uid) : nil
            return refusal(of: path, code, owner: owner, user: userName(geteuid()))
        }
        return nil
    }

    /// What to do goes by what is wrong: no other user may write to what is mounted read-only, nor helps who is its user.
    static func refusal(of path: String, _ code: Int32, owner: String?, user: String) -> String {
        let reason = String(cString: strerror(code))
        let pages = "or use the server's pages or API"
        if code == EROFS {
            return "\(path): \(reason): it is mounted so, and nobody can write there; mount it writable, \(pages)"
        }
        guard owner != user, user != "root" else {
            return
                "\(path): \(reason) for \(user), whose it is or who may do all; look at its mode and its mount, \(pages)"
        }
        let other = owner.map { "its user, \($0) (sudo -u \($0) ...)" } ?? "the server's user"
        return "\(path): \(reason) for \(user); run this as \(other), \(pages)"
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
