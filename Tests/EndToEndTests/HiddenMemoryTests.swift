import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("The memory of a running server")
    struct HiddenMemory {
        private static let token = "t0ken-0123456789abcdef"
        private static let cat = URL(filePath: "/bin/cat")

        /// What another process of the same user is told of a process.
        private static func read(
            _ name: String, of pid: Int32, as user: UnprivilegedUser, in folder: ScratchFolder
        ) async throws -> (end: ProgramEnd, output: String, errors: String) {
            let reader = try user.program(cat, ["/proc/\(pid)/\(name)"], in: folder)
            return (try await reader.end(), reader.output, reader.errors)
        }

        @Test func `other processes of its user read neither its environment nor its memory`() async throws {
            let user = UnprivilegedUser()
            let installation = try ResponderInstallation(environment: ["RESPONDER_API_TOKEN": Self.token])
            let server = try await installation.startUnprivileged(user)
            for name in ["environ", "mem", "maps"] {
                let answer = try await Self.read(name, of: server.pid, as: user, in: installation.folder)
                #expect(answer.end == .exited(1), "\(name)")
                #expect(answer.errors.contains("Permission denied"), "\(name): \(answer.errors)")
                #expect(!answer.output.contains(Self.token), "\(name)")
            }

            // Of a program that does not keep it to itself they read it.
            let other = try user.program(
                URL(filePath: "/bin/sleep"), ["300"], environment: ["TOKEN": Self.token], in: installation.folder)
            _ = try await waitUntil("the environment of another program is read") {
                let answer = try await Self.read("environ", of: other.pid, as: user, in: installation.folder)
                return answer.end == .exited(0) && answer.output.contains(Self.token) ? true : nil
            }
            #expect(try await server.stop() == .exited(0))
        }
    }
}
