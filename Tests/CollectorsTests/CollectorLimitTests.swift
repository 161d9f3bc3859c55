import Collectors
import Foundation
import Glibc
import IncidentCore
import TestSupport
import Testing

/// Commands that do not want to end. Each is given real time to be ended in, because a signal is what is tested; none is
/// measured, because how long it takes belongs to the machine: what is not ended goes on for longer than the suite may.
@Suite(.timeLimit(.minutes(5))) struct CollectorLimitTests {
    let run = CollectorRunner.sample()

    struct Stubborn: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Prints `pid N` for each of `processes` processes, and would go on for an hour.
        let script: String
        let processes: Int
    }

    static let stubborn = [
        Stubborn(testDescription: "sleeps", script: "echo pid $$; exec sleep 3600", processes: 1),
        Stubborn(
            testDescription: "ignores TERM", script: "trap '' TERM; echo pid $$; while :; do sleep 0.05; done",
            processes: 1),
        Stubborn(
            testDescription: "forks children that ignore TERM",
            script: "trap '' TERM; echo pid $$; for i in 1 2 3; do sleep 3600 & echo pid $!; done; wait; sleep 3600",
            processes: 4),
        Stubborn(
            testDescription: "has a child in a session of its own",
            script: "echo pid $$; setsid sh -c 'trap \"\" TERM; echo pid $$; while :; do sleep 1; done' & sleep 3600",
            processes: 2),
        Stubborn(
            testDescription: "has a grandchild in another session that gave up its environment",
            script: "echo pid $$; env -i /usr/bin/setsid /bin/sh -c 'echo pid $$; exec sleep 3600' & wait", processes: 2
        ),
        Stubborn(
            testDescription: "closes its output and goes on",
            script: "echo pid $$; exec >/dev/null 2>&1; while :; do sleep 0.05; done", processes: 1),
        Stubborn(
            testDescription: "ends at TERM but leaves a child that does not",
            script: "(trap '' TERM; exec sleep 3600) & echo pid $!; echo pid $$; exec sleep 3600", processes: 2),
    ]

    @Test(arguments: stubborn)
    func `a command is ended at its time limit with all its children`(_ stubborn: Stubborn) async throws {
        let (artifact, limit) = try await runToLimit { _ in
            stubborn.script
        } until: {
            $0.pids.count == stubborn.processes
        }
        #expect(artifact.outcome == .timedOut && artifact.exitStatus == nil)
        #expect(artifact.duration >= .seconds(limit))
        #expect(artifact.pids.count == stubborn.processes, "\(artifact.output)")
        #expect(artifact.pids.filter(isAlive) == [])
        #expect(artifact.output.contains("collector \"sample\" stopped after \(limit) s; "))
        #expect(artifact.output.hasSuffix(" bytes of output kept\n"))
    }

    @Test func `a flood that forks and ignores TERM is ended, and its output stays bounded`() async throws {
        let (artifact, limit) = try await runToLimit(outputLimitBytes: 16 * 1024) { folder in
            let flood = "sh -c '\(folder.meeting(of: 3)); exec yes flood'"
            return "trap '' TERM; \(flood) & setsid \(flood) & \(folder.meeting(of: 3)); yes flood; yes again"
        } until: {
            $0.pids.count == 3 && $0.truncated
        }
        #expect(artifact.outcome == .timedOut)
        #expect(artifact.pids.count == 3 && artifact.pids.filter(isAlive) == [])
        #expect(artifact.truncated && artifact.bytes > 16 * 1024)
        #expect(artifact.output.utf8.count < 17 * 1024)
        #expect(artifact.output.contains(" cut here …\n"))
        #expect(artifact.output.hasSuffix("collector \"sample\" stopped after \(limit) s; 16 KiB of output kept\n"))
    }

    @Test func `a flood is read slowly once nobody will see more of it`() async throws {
        let artifact = await run(try shellCollector("exec yes flood", timeout: .seconds(2), outputLimitBytes: 1000))
        #expect(artifact.outcome == .timedOut && artifact.bytes > 64 * 1000)
        // At most a pipe's 64 KiB after each pause of 20 ms; a processor that is kept busy reads a thousand times as much.
        let reads = 2 + Int(artifact.duration / .milliseconds(20))
        #expect(artifact.bytes <= 64 * 1000 + reads * 65536)
    }

    @Test func `children that outlive their command are ended with it`() async throws {
        let script = "sleep 3600 & echo pid $!; setsid sleep 3600 & echo pid $!; exit 0"
        let artifact = await run(try shellCollector(script))
        #expect(artifact.outcome == .succeeded)
        #expect(artifact.pids.count == 2 && artifact.pids.filter(isAlive) == [])
        #expect(artifact.output.hasSuffix("collector \"sample\"; 2 processes it had left behind ended\n"))
    }

    @Test(arguments: ["yes flood", "sleep 3600"])
    func `what got away with the output keeps nobody who reads`(_ program: String) async throws {
        let folder = try MeetingPlace()
        defer { folder.remove() }
        // Two, with neither a session nor an environment nor a parent of the command's; it ends when both are there.
        let orphan = "env -i /usr/bin/setsid /bin/sh -c '\(folder.meeting(of: 2)); exec \(program)' &"
        let script = "\(orphan) \(orphan) \(folder.waiting(for: 2)); exit 0"
        let artifact = await run(try shellCollector(script, timeout: .seconds(200)))
        defer { for pid in artifact.pids { kill(pid, SIGKILL) } }
        #expect(artifact.outcome == .succeeded && artifact.pids.count == 2)
    }

    @Test func `output above the limit keeps its beginning and its end`() async throws {
        let artifact = await run(try shellCollector("seq 1 100000", outputLimitBytes: 1000))
        #expect(artifact.outcome == .succeeded && artifact.truncated && artifact.bytes == 588_895)
        #expect(artifact.output.hasPrefix("1\n2\n3\n"))
        #expect(artifact.output.contains("\n… 574 KiB cut here …\n"))
        #expect(
            artifact.output.hasSuffix("\n99999\n100000\ncollector \"sample\" wrote 575 KiB; 998 bytes of output kept\n")
        )
    }

    @Test func `a cancelled run is ended with all its children`() async throws {
        let begun = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { unlink(begun) }
        let script = "trap '' TERM; echo pid $$; sleep 3600 & echo pid $!; : >\(begun); wait; sleep 3600"
        let collector = try shellCollector(script, timeout: .seconds(3000))
        let running = Task { await run(collector) }
        defer { running.cancel() }
        _ = try await waitUntil("the script has begun") { FileManager.default.fileExists(atPath: begun) ? true : nil }
        running.cancel()
        let artifact = await running.value
        #expect(artifact.outcome == .failed && artifact.exitStatus == nil)
        #expect(artifact.output.contains("collector \"sample\" cancelled after "))
        #expect(artifact.pids.count == 2 && artifact.pids.filter(isAlive) == [])
    }

    @Test func `many runs at once do not wait for each other`() async throws {
        let folder = try MeetingPlace()
        defer { folder.remove() }
        let collector = try shellCollector(folder.meeting(of: 20), timeout: .seconds(240))
        let artifacts = await withTaskGroup(of: DiagnosticArtifact.self) { group in
            for _ in 0..<20 { group.addTask { await run(collector) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(artifacts.count == 20 && artifacts.allSatisfy { $0.outcome == .succeeded })
        #expect(artifacts.flatMap(\.pids).filter(isAlive) == [])
    }

    /// Runs what does not end by itself, with a limit by which all of it has begun: a run that is ended before shows
    /// nothing, and how long the processes take to start belongs to the machine. The last limit is one that nothing but
    /// a fault exceeds.
    private func runToLimit(
        outputLimitBytes: Int = 256 * 1024, _ script: (MeetingPlace) -> String,
        until hasBegun: (DiagnosticArtifact) -> Bool
    ) async throws -> (artifact: DiagnosticArtifact, limit: Int) {
        var limit = 3
        while true {
            let folder = try MeetingPlace()
            defer { folder.remove() }
            let artifact = await run(
                try shellCollector(
                    script(folder), timeout: .seconds(limit), outputLimitBytes: outputLimitBytes))
            if limit > 30 || hasBegun(artifact) { return (artifact, limit) }
            limit *= 4
        }
    }
}
