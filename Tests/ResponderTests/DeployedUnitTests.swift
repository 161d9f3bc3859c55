import Foundation
import TestSupport
import Testing

/// `deploy/responder.service`, as far as the program's life hangs on it.
@Suite("The systemd unit", .timeLimit(.minutes(5)))
struct DeployedUnitTests {
    /// What a section says, by name.
    private static func settings(of section: String) throws -> [String: [String]] {
        let file = ResponderInstallation.root.appending(path: "deploy/responder.service")
        var (name, found): (String, [String: [String]]) = ("", [:])
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix("[") { name = String(line.dropFirst().dropLast()) }
            guard name == section, let sign = line.firstIndex(of: "=") else { continue }
            found[String(line[..<sign]), default: []].append(String(line[line.index(after: sign)...]))
        }
        return found
    }

    @Test func `it is started again for as long as it takes`() throws {
        // By default systemd leaves it ended after five starts within ten seconds. The limit is one of the unit, not of the
        // service: there it is ignored.
        #expect(try Self.settings(of: "Unit")["StartLimitIntervalSec"] == ["0"])
        let service = try Self.settings(of: "Service")
        #expect(service["Restart"] == ["always"])
        let pause = try #require(service["RestartSec"]?.first.flatMap { Int($0) })
        #expect((1...10).contains(pause), "too fast wears the disk, too slow leaves alerts waiting")
        #expect(service["StartLimitIntervalSec"] == nil && service["StartLimitBurst"] == nil)
    }

    @Test func `it is stopped no sooner than it has finished what is in flight`() throws {
        let stop = try #require(try Self.settings(of: "Service")["TimeoutStopSec"]?.first.flatMap { Int($0) })
        #expect(stop > 10)
    }
}
