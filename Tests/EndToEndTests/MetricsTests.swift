import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Metrics")
    struct Metrics {
        @Test func `Prometheus' own tool finds nothing to say of them, and README has them all`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            try await responder.diagnosed(1)
            let text = try await responder.api.send(.get, "/metrics").text
            let file = installation.folder.file("metrics.txt")
            try Data(text.utf8).write(to: file)
            let check = try ScratchProgram(
                URL(filePath: "/bin/sh"), ["-c", "exec /usr/bin/promtool check metrics < \"$0\"", file.path],
                in: installation.folder)
            #expect(try await check.end() == .exited(0))
            #expect(check.output + check.errors == "")

            let readme = try String(
                contentsOf: ResponderInstallation.root.appending(path: "README.md"), encoding: .utf8)
            let names = text.matches(of: #/# TYPE (\w+) /#).map { String($0.output.1) }
            #expect(names.count > 30)
            #expect(names.filter { !readme.contains("`\($0)`") && !readme.contains("`\($0){") } == [])
            for name in [
                "responder_build_info{version=\"", "responder_tables_in_force 1",
                "responder_notifications_oldest_owed_seconds ",
            ] { #expect(text.contains("\n\(name)")) }
            #expect(try await responder.stop() == .exited(0))
        }
    }
}
