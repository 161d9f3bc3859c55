import Dispatch
import Glibc
import Testing

@testable import Collectors

@Suite(.timeLimit(.minutes(5))) struct ProcessLookTests {
    @Test func `a process that the kernel holds stops no look but the first, and that one not for long`() async {
        let (held, ourselves) = (getpid(), getppid())
        let gate = DispatchSemaphore(value: 0)
        // As long as no look takes that nobody holds, be the machine as busy as it may.
        let look = ProcessLook(patience: .seconds(2)) { pid in
            if pid == held { gate.wait() }
            return [UInt8(truncatingIfNeeded: pid)]
        }
        let isUnknown: @Sendable (ProcessTable) -> Bool = { $0.environment(held) == nil }
        #expect(await look(isUnknown))
        // Now it is known, so nobody waits for it, and others are read as before.
        #expect(await look(isUnknown))
        #expect(await look { $0.environment(ourselves) != nil })
        gate.signal()
        // Once the kernel lets go of it, it is read again.
        gate.signal()
        while await look(isUnknown) {}
    }

    @Test func `a command that another run has just started is no orphan`() {
        let table = ProcessTable { _ in nil }
        var runs = RunRegistry.Snapshot()
        runs.starting = 1
        #expect(table.orphans(besides: runs).dead.isEmpty)
    }
}
