import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("The data folder of a running server")
    struct DataFolderInUse {
        @Test func `a second server does not start on it, and commands work beside the first`() async throws {
            let installation = try ResponderInstallation()
            let first = try await installation.start()
            #expect(try await first.api.post(try ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            let second = try await installation.run(
                ["serve", "--listen", "127.0.0.1:0"] + installation.dataOption + installation.routesOption)
            #expect(second.end == .exited(1))
            #expect(second.errors.contains(installation.data.path))
            #expect(second.errors.contains("(process "))
            #expect(second.errors.contains(first.api.origin))
            let list = try await installation.run(["incident", "list"] + installation.dataOption)
            #expect(list.end == .exited(0))
            #expect(try await first.stop() == .exited(0))
            let third = try await installation.start()
            #expect(try await third.stop() == .exited(0))
        }

        /// Closed to others, and open to be read.
        @Test(.enabled(if: geteuid() == 0, "only root becomes another user"), arguments: [0o700, 0o755])
        func `whoever may not use it is told so, and what to do`(mode: Int) async throws {
            let installation = try ResponderInstallation()
            let server = try await installation.start()
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: installation.data.path)
            for command in [["incident", "list"], ["digest"], ["explain", "--incident", "1"]] {
                let result = try await installation.run(
                    command + installation.dataOption + installation.routesOption, asUser: 65_534)
                #expect(result.end == .exited(1))
                #expect(
                    result.errors.contains(
                        "\(installation.data.path): Permission denied for nobody; run this as its user, root (sudo -u root ...), or "
                            + "use the server's pages or API"), "\(result.errors)")
            }
            _ = try await server.stop()
        }

        @Test func `a server that was killed leaves no lock behind`() async throws {
            let installation = try ResponderInstallation()
            try await installation.start().kill()
            #expect(try await installation.start().stop() == .exited(0))
        }

        @Test func `once its files are removed nothing is answered 200, and the log says so`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            let body = try ResponderInstallation.body("15-p2-latency-firing")
            #expect(try await responder.api.post(body).status == 200)
            for suffix in ["", "-wal", "-shm"] {
                try FileManager.default.removeItem(atPath: installation.data.path + "/responder.sqlite" + suffix)
            }
            let answer = try await responder.api.post(body)
            #expect(answer.status == 503)
            #expect(answer.text.contains("was removed while it was open"))
            #expect(try await responder.api.send(.get, "/readyz").status == 503)
            _ = try await responder.eventually("the log has an error") { _ in
                responder.errorLines.contains { $0.contains("was removed while it was open") } ? true : nil
            }
            _ = try await responder.stop()
            let next = try await installation.run(
                ["serve", "--listen", "127.0.0.1:0"] + installation.dataOption + installation.routesOption)
            #expect(next.end == .exited(1))
            #expect(next.errors.contains("this folder has held the database of installation"))
        }
    }
}
