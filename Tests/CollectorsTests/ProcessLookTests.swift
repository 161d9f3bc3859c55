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

    /// A child of ours in a session of its own, which is no first process of a run that is known.
    struct Child: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// `nil` where it may not be read; empty while it becomes another program.
        var variables: String? = ""
        var hasNoEnvironment = false
        var isZombie = false
        var isOurProgram = false
        /// The run that began at 100 runs besides, or has ended and looks for what is left.
        var startedAt: UInt64 = 50
        var starting = 0
        var isEnding = false
        let end: End

        enum End { case ended, reaped, untouched, lookedAtAgain }
    }

    static let children = [
        Child(testDescription: "of a run that has ended", variables: "RESPONDER_RUN_ID=1-1", end: .ended),
        Child(
            testDescription: "of a run that has ended, while another starts", variables: "RESPONDER_RUN_ID=1-1",
            startedAt: 200, starting: 1, end: .ended),
        Child(testDescription: "of a run that has not ended", variables: "RESPONDER_RUN_ID=2-2", end: .untouched),
        Child(testDescription: "without any environment, older than what runs", hasNoEnvironment: true, end: .ended),
        Child(
            testDescription: "without any environment, perhaps of what runs", hasNoEnvironment: true, startedAt: 100,
            end: .untouched),
        Child(
            testDescription: "without any environment, when all have ended", hasNoEnvironment: true, startedAt: 200,
            isEnding: true, end: .ended),
        Child(testDescription: "whose environment may not be read", variables: nil, end: .ended),
        Child(
            testDescription: "whose environment may not be read, while a run starts", variables: nil, starting: 1,
            end: .untouched),
        Child(testDescription: "without our marker", variables: "PATH=/bin", end: .ended),
        Child(
            testDescription: "without our marker, while a run starts", variables: "PATH=/bin", starting: 1,
            end: .untouched),
        Child(
            testDescription: "which a run is starting, before execve", variables: "RESPONDER_RUN_ID=0-0",
            isOurProgram: true, starting: 1, end: .untouched),
        Child(testDescription: "which a run is starting, in execve", starting: 1, end: .lookedAtAgain),
        Child(testDescription: "in execve, when no run is starting", end: .lookedAtAgain),
        Child(testDescription: "that is dead", isZombie: true, end: .reaped),
        Child(testDescription: "that is dead, while a run starts", isZombie: true, starting: 1, end: .untouched),
    ]

    @Test(arguments: children)
    func `only what is proved to be of a run that has ended is an orphan`(_ child: Child) {
        let (pid, leader): (pid_t, pid_t) = (70_001, 70_002)
        let entry = { (pid: pid_t, startedAt: UInt64, isZombie: Bool, hasNoEnvironment: Bool) in
            ProcessTable.Entry(
                pid: pid, parent: getpid(), group: pid, session: pid, startedAt: startedAt, isZombie: isZombie,
                hasNoEnvironment: hasNoEnvironment)
        }
        let table = ProcessTable(
            entries: [
                entry(pid, child.startedAt, child.isZombie, child.hasNoEnvironment), entry(leader, 100, false, false),
            ], isOurProgram: { _ in child.isOurProgram },
            environment: { _ in child.variables.map { Array($0.utf8) } })
        let orphans = table.orphans(
            besides: .init(
                leaders: [leader], ending: child.isEnding ? [leader] : [], markers: ["RESPONDER_RUN_ID=2-2"],
                starting: child.starting))
        #expect(orphans.living == (child.end == .ended ? [pid] : []))
        #expect(orphans.dead == (child.end == .reaped ? [pid] : []))
        #expect(orphans.isInDoubt == (child.end == .lookedAtAgain))
    }
}
