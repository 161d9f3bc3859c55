internal import IncidentCore
internal import Logging
internal import ServiceLifecycle
internal import Synchronization

/// Runs claimed work, at most `limit` at once, until none is due and none is running.
///
/// While some of it runs, what becomes due is begun too: one piece that hangs delays nothing but itself. A piece that has
/// done what others wait for may give its place back before it ends. Once the program is to stop, nothing more is begun.
struct WorkPool: Sendable {
    let limit: Int
    let time: TimeSource
    let wakeup: Wakeup
    /// Called each time it looks for work, as a sign of life: while work keeps coming, it does not return.
    let beat: @Sendable () -> Void
    private let report: @Sendable (any Error) -> Void

    init(limit: Int, for service: some TickingService) {
        self.limit = limit
        (time, wakeup) = (service.time, service.wakeup)
        beat = { [name = service.name, pulse = service.pulse, time] in pulse.beat(name, at: time.now()) }
        report = { [name = service.name, logger = service.logger] error in
            logger.error("service cannot look for work", metadata: ["service": "\(name)", "error": "\(error)"])
        }
    }

    private enum Happening { case finished, woken }

    /// - Parameter ended: called once for each piece, when it has a place no more.
    /// - Returns: when work becomes due next.
    func drain<Work: Sendable>(
        claim: @Sendable (_ limit: Int) async throws -> [Work],
        nextDue: @Sendable () async throws -> Timestamp?,
        perform: @escaping @Sendable (Work, WorkPlace) async -> Void,
        ended: @escaping @Sendable (Work) -> Void = { _ in }
    ) async throws -> Timestamp? {
        try await withThrowingTaskGroup(of: Happening.self) { group in
            let places = WorkPlaces()
            var running = 0
            while !Task.isCancelled {
                beat()
                let isStopping = Task.isShuttingDownGracefully
                let room = isStopping ? 0 : limit - places.taken
                var due: Timestamp?
                do {
                    let claimed = room > 0 ? try await claim(room) : []
                    for work in claimed {
                        let place = WorkPlace(places, wakeup) { ended(work) }
                        group.addTask {
                            await perform(work, place)
                            place.end()
                            return .finished
                        }
                    }
                    running += claimed.count
                    guard running > 0 else { return try await nextDue() }
                    // What is due and cannot be begun is nothing to wait for.
                    if !isStopping, places.taken < limit { due = try await nextDue() }
                } catch {
                    // A store that does not answer must not cut off what runs.
                    guard running > 0, !Task.isCancelled else { throw error }
                    report(error)
                    due = time.now() + .seconds(1)
                }
                let latest = time.now() + ServicePulse.interval
                let finished = try await waitForChange(in: &group, until: min(due ?? latest, latest))
                running -= finished
            }
            group.cancelAll()
            return nil
        }
    }

    /// Waits for a piece of work to end, a signal or the deadline; returns how many pieces ended.
    private func waitForChange(
        in group: inout ThrowingTaskGroup<Happening, any Error>, until due: Timestamp
    ) async throws -> Int {
        let waiter = WaiterTask(wakeup: wakeup, time: time)
        group.addTask {
            await waiter.run(until: due)
            return .woken
        }
        var finished = 0
        while let happening = try await group.next() {
            switch happening {
            case .woken: return finished
            case .finished:
                finished += 1
                // The waiter must end before a new one begins.
                waiter.stop()
            }
        }
        return finished
    }
}

/// How many pieces of work have a place, and how many go on without one.
private final class WorkPlaces: Sendable {
    private struct State { var (taken, without) = (0, 0) }

    private let state = Mutex(State())

    /// More than that keep their places to the end.
    private static let withoutLimit = 64

    var taken: Int { state.withLock(\.taken) }

    func take() { state.withLock { $0.taken += 1 } }

    /// - Returns: false where too many go on without a place.
    func giveBack() -> Bool {
        state.withLock { state in
            guard state.without < Self.withoutLimit else { return false }
            state.taken -= 1
            state.without += 1
            return true
        }
    }

    func end(hasPlace: Bool) {
        state.withLock { if hasPlace { $0.taken -= 1 } else { $0.without -= 1 } }
    }
}

/// The place of one piece of work among those that run at once.
final class WorkPlace: Sendable {
    private let places: WorkPlaces
    private let wakeup: Wakeup
    private let ended: @Sendable () -> Void
    private let hasPlace = Mutex(true)

    fileprivate init(_ places: WorkPlaces, _ wakeup: Wakeup, ended: @escaping @Sendable () -> Void) {
        (self.places, self.wakeup, self.ended) = (places, wakeup, ended)
        places.take()
    }

    /// Lets others have it, although something is left to do.
    func giveBack() {
        let isGiven = hasPlace.withLock { hasPlace in
            guard hasPlace, places.giveBack() else { return false }
            hasPlace = false
            return true
        }
        guard isGiven else { return }
        ended()
        wakeup.signal()
    }

    fileprivate func end() {
        let hadPlace = hasPlace.withLock { $0 }
        places.end(hasPlace: hadPlace)
        if hadPlace { ended() }
    }
}

/// A wait that can be ended from outside without ending its task group.
private final class WaiterTask: Sendable {
    private let stopped = Wakeup()
    private let wakeup: Wakeup
    private let time: TimeSource

    init(wakeup: Wakeup, time: TimeSource) {
        self.wakeup = wakeup
        self.time = time
    }

    func run(until deadline: Timestamp) async {
        await withTaskGroup { group in
            group.addTask { await self.wakeup.wait(until: deadline, time: self.time) }
            group.addTask { await self.stopped.wait(until: nil, time: self.time) }
            await group.next()
            group.cancelAll()
        }
    }

    func stop() { stopped.signal() }
}
