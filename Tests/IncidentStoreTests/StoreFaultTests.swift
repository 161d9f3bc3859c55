import Foundation
import GRDB
import IncidentCore
import Synchronization
import TestSupport
import Testing

@testable import IncidentStore

/// What becomes of a write that cannot be carried out.
@Suite(.timeLimit(.minutes(5))) struct StoreFaultTests {
    @Test func `a full disk refuses the write, changes nothing, and is forgotten when there is room again`()
        async throws
    {
        let scratch = try ScratchStore()
        // As small as the file is now: the next page that is needed is refused as if the disk were full.
        try await scratch.execute("PRAGMA max_page_count = 1")
        let body = [UInt8](repeating: 65, count: 1 << 20)
        let error = await #expect(throws: StoreError.self) {
            try await scratch.store.write { transaction in
                _ = try transaction.addIncident(.sample(group: "a"))
                _ = try transaction.appendIntake(body, at: .start)
            }
        }
        guard case .cannotWrite(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("full"), "\(reason)")
        #expect(try await scratch.count("incident") == 0)
        #expect(try await scratch.count("intake") == 0)

        try await scratch.execute("PRAGMA max_page_count = 1000000")
        try await scratch.store.write { _ = try $0.appendIntake(body, at: .start) }
        #expect(try await scratch.count("intake") == 1)
    }

    @Test func `a database that another process holds refuses the write and changes nothing`() async throws {
        let scratch = try ScratchStore(busyTimeout: .milliseconds(50))
        let other = try scratch.otherProcess()
        try await other.lock()
        let error = await #expect(throws: StoreError.self) { try await scratch.add(.sample(group: "a")) }
        guard case .cannotWrite(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("locked"), "\(reason)")
        // Who reads does not wait for who writes.
        #expect(try await scratch.count("incident") == 0)
        try await other.unlock()
        #expect(try await scratch.add(.sample(group: "a")) == [1])
    }

    @Test func `a write waits for another process that is done in time`() async throws {
        let scratch = try ScratchStore(busyTimeout: .seconds(30))
        let writer = try await scratch.watchWriter()
        let other = try scratch.otherProcess()
        try await other.lock()
        async let written = scratch.add(.sample(group: "a"))
        _ = try await waitUntil("the write has begun and its thread sleeps") { try writer.waits() ? true : nil }
        try await other.unlock()
        #expect(try await written == [1])
    }

    @Test func `nothing of a write that fails half way is visible`() async throws {
        let scratch = try ScratchStore()
        await #expect(throws: Refused.self) {
            try await scratch.store.write { transaction in
                let id = try transaction.addIncident(.sample(group: "a"))
                try transaction.record(TimelineDraft(.opened, "opened"), incidentID: id, at: .start)
                throw Refused()
            }
        }
        #expect(try await scratch.count("incident") == 0)
        #expect(try await scratch.count("timeline_entry") == 0)
    }

    @Test func `services are woken after a commit, and not by a write that failed`() async throws {
        let scratch = try ScratchStore()
        let told = Mutex<[StoreChanges]>([])
        scratch.store.notifyAfterCommit { changes in told.withLock { $0.append(changes) } }
        let id = try await scratch.add(.sample(group: "a"))[0]
        #expect(told.withLock { $0 } == [])
        try await scratch.owe(.email, .slack, incident: id)
        #expect(
            told.withLock { $0 }.map { $0.intersection(.delivery) } == [
                [.owed(EndpointID.email), .owed(EndpointID.slack)]
            ])
        await #expect(throws: StoreError.self) { try await scratch.owe(.email, incident: 4711) }
        #expect(told.withLock { $0 }.count == 1)
    }

    @Test func `a policy that a failed write had stored is stored again by the next`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        let policy = EscalationPolicy(name: "high", steps: [EscalationStep(after: .zero, notify: ["On-Call Engineer"])])
        let escalation = Escalation.starting(policy, at: .start, hours: nil)
        await #expect(throws: Refused.self) {
            try await scratch.store.write { transaction in
                try transaction.addEscalation(escalation, incidentID: id, replaces: false)
                throw Refused()
            }
        }
        try await scratch.store.write { try $0.addEscalation(escalation, incidentID: id, replaces: false) }
        #expect(try await scratch.store.write { try $0.escalations(incidentID: id) } == [escalation])
        #expect(try await scratch.count("policy_version") == 1)
    }

    @Test func `a closed store refuses`() async throws {
        let scratch = try ScratchStore()
        try scratch.store.close()
        await #expect(throws: StoreError.closed) { try await scratch.add(.sample(group: "a")) }
    }

    @Test func `a full queue is busy`() async throws {
        let scratch = try ScratchStore()
        await #expect(throws: StoreError.busy(waiting: 0)) { try await scratch.store.write(limit: 0) { _ in } }
    }
}

/// The thread that writes, as one sees it from outside.
private final class WriterThread: Sendable {
    private let name = Mutex<String?>(nil)

    func begins() {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
        name.withLock { $0 = link }
    }

    /// Whether it has begun a transaction and sleeps: within one that is what it does for a lock only.
    func waits() throws -> Bool {
        guard let name = name.withLock({ $0 }) else { return false }
        let stat = try String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8)
        // proc_pid_stat(5): the state stands after the name, which is in parentheses.
        return stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].hasPrefix(") S")
    }
}

extension ScratchStore {
    /// Watches for the next transaction to begin.
    fileprivate func watchWriter() async throws -> WriterThread {
        let thread = WriterThread()
        try await store.write { transaction in
            transaction.db.trace { event in
                if "\(event)".hasPrefix("BEGIN") { thread.begins() }
            }
        }
        return thread
    }
}
