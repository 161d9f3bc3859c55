import Collectors
import Foundation
import Glibc
import IncidentCore
import TestSupport
import Testing

@Suite("A collector in a sandbox", .timeLimit(.minutes(5)))
struct SandboxTests {
    private static let all: [Sandbox] = [.bubblewrap, .bubblewrapWithNetwork]

    private func run(_ script: String, in sandbox: Sandbox, bubblewrap: String = Bubblewrap.program) async throws
        -> DiagnosticArtifact
    {
        let plain = try shellCollector(script, timeout: .seconds(60))
        let collector = Collector(
            name: plain.name, procedure: plain.procedure, when: plain.when, source: plain.source,
            timeout: plain.timeout, sandbox: sandbox)
        return await CollectorRunner.sample(bubblewrap: bubblewrap)(collector)
    }

    @Test(arguments: all)
    func `reads the machine and writes nothing`(sandbox: Sandbox) async throws {
        let mark = UUID().uuidString
        let marker = FileManager.default.temporaryDirectory.appending(path: mark).path
        let script = """
            head -1 /etc/debian_version; for place in / /etc /var/tmp $HOME; do \
            touch "$place/written-by-a-collector" 2>/dev/null && echo "wrote $place"; done; touch \(marker) /dev/shm/\(mark); echo end
            """
        let artifact = try await run(script, in: sandbox)
        #expect(artifact.outcome == .succeeded, "\(artifact.output)")
        #expect(artifact.output.hasPrefix("1") && artifact.output.contains("\nend\n"), "\(artifact.output)")
        #expect(!artifact.output.contains("wrote"), "\(artifact.output)")
        for path in [marker, "/dev/shm/\(mark)"] { #expect(!FileManager.default.fileExists(atPath: path)) }
    }

    @Test(arguments: [(Sandbox.none, true), (.bubblewrap, false), (.bubblewrapWithNetwork, true)])
    func `has the network only where that is named`(sandbox: Sandbox, isReached: Bool) async throws {
        let listener = try Listener()
        defer { listener.close() }
        let artifact = try await run(
            "exec bash -c 'exec 3<>/dev/tcp/127.0.0.1/\(listener.port) && echo connected'", in: sandbox)
        #expect(artifact.output.contains("connected\n") == isReached, "\(artifact.output)")
    }

    @Test(arguments: all)
    func `sees no other process, and leaves none`(sandbox: Sandbox) async throws {
        let mark = "36\(UInt32.random(in: 10_000_000...99_999_999))"
        let script = "setsid sleep \(mark) & ls -d /proc/[0-9]* | wc -l; exit 0"
        let artifact = try await run(script, in: sandbox)
        let seen = artifact.output.split(separator: "\n").first.flatMap { Int($0) }
        #expect(seen.map { $0 < 10 } == true, "\(artifact.output)")
        #expect(try Self.processes(of: mark) == [])
    }

    private static func processes(of mark: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
            guard Int(name) != nil, let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
                return false
            }
            return String(decoding: line, as: UTF8.self).contains(mark)
        }
    }

    @Test func `is not run where the sandbox cannot be made`() async throws {
        let missing = try await run("echo ran", in: .bubblewrap, bubblewrap: "/nowhere/bwrap")
        #expect(missing.outcome == .missing)
        #expect(missing.output.contains("/nowhere/bwrap is missing") && missing.output.contains("was not run"))
        let refused = try await run("echo ran", in: .bubblewrap, bubblewrap: "/bin/false")
        #expect(refused.outcome == .failed && !refused.output.contains("ran\n"))
        let collector = Collector(
            name: "c", procedure: "", when: Selector(), source: .run(CommandTemplate([])), sandbox: .bubblewrap)
        #expect(CollectorRunner.problems(of: [collector], bubblewrap: "/nowhere/bwrap").count == 1)
    }
}

/// A port of this machine that takes connections.
private struct Listener {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
    }

    func close() { Glibc.close(descriptor) }
}
