package import Foundation
import Glibc

/// A user of the system that is not root: `nobody` where root runs the tests, else who runs them.
package struct UnprivilegedUser: Sendable {
    private static let nobody = 65_534
    private let isOther = geteuid() == 0

    package init() {}

    /// Starts a program as this user.
    package func program(
        _ executable: URL, _ arguments: [String], environment: [String: String] = [:], in folder: ScratchFolder
    ) throws -> ScratchProgram {
        guard isOther else { return try ScratchProgram(executable, arguments, environment: environment, in: folder) }
        return try ScratchProgram(
            URL(filePath: "/usr/bin/setpriv"),
            ["--reuid=\(Self.nobody)", "--regid=\(Self.nobody)", "--clear-groups", executable.path] + arguments,
            environment: environment, in: folder)
    }

    /// Makes a folder, and all that is in it, this user's.
    func own(_ folder: URL) throws {
        guard isOther else { return }
        let inside = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        for path in [folder.path] + inside.map({ folder.appending(path: $0).path }) {
            guard lchown(path, uid_t(Self.nobody), gid_t(Self.nobody)) == 0 else {
                throw CocoaError(.fileWriteNoPermission)
            }
        }
    }
}
