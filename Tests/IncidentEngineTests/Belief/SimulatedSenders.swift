import IncidentCore
import TestSupport

/// What one side tells another of the alert, in ticks of the teller's clock.
struct Told {
    var start: Int
    /// Until when it fires; past that it has ended.
    var end: Int
}

/// A replica: looks at the truth now and then, and tells both Alertmanagers when it changes, and again after a while.
struct SimulatedPrometheus {
    private let offset: Int
    private let phase: Int
    private var firingSince: Int?
    private var endedAt: Int?
    private var lastSent = -1000

    init(_ number: Int, _ world: World) {
        (offset, phase) = (world.offsets[number], world.phases[number])
    }

    mutating func evaluate(_ fires: Bool, at tick: Int) -> Told? {
        guard (tick + phase) % World.evaluation == 0 else { return nil }
        let now = tick + offset
        if fires {
            if firingSince == nil || endedAt != nil { (firingSince, endedAt, lastSent) = (now, nil, -1000) }
        } else if firingSince != nil, endedAt == nil {
            (endedAt, lastSent) = (now, -1000)
        }
        guard let firingSince, tick - lastSent >= World.resend else { return nil }
        lastSent = tick
        return Told(start: firingSince, end: endedAt ?? now + World.validity)
    }
}

/// What was notified last. The members of a pair share it; others have one each.
struct NotificationLog {
    struct Entry {
        let fires: Bool
        let at: Int
    }

    private let isShared: Bool
    private var entries: [Entry?] = [nil, nil]

    init(isShared: Bool) { self.isShared = isShared }

    subscript(peer: Int) -> Entry? {
        get { entries[isShared ? 0 : peer] }
        set { entries[isShared ? 0 : peer] = newValue }
    }
}

/// One Alertmanager with one group that holds the one alert.
struct SimulatedAlertmanager {
    private struct Flush {
        let snapshot: Told
        let fires: Bool
        let takenAt: Int
        let deadline: Int
        /// When it goes on: after the wait for the peer, the time on the wire, or the pause before another try.
        var nextAt: Int
        var isWaitingForPeer = true
        /// On the wire, and how that will end.
        var isTaken: Bool?
    }

    private let number: Int
    private let world: World
    private var alert: Told?
    private var updatedAt = 0
    private var isInGroup = false
    private var nextFlush: Int
    private var flush: Flush?

    init(_ number: Int, _ world: World) {
        (self.number, self.world) = (number, world)
        nextFlush = number
    }

    /// `mem.Alerts.Put`: what overlaps is merged, with the earliest start.
    mutating func receive(_ told: Told, at tick: Int) {
        var new = told
        if let old = alert,
            (old.end > new.start && old.end < new.end) || (old.start > new.start && old.start < new.end)
                || (old.end > new.start && new.end <= tick)
        {
            new.start = min(old.start, new.start)
            let (oldFires, newFires) = (old.end > tick, new.end > tick)
            if !newFires, !oldFires { new.end = max(old.end, new.end) }
            if newFires { new.end = max(old.end, new.end) }
        }
        (alert, updatedAt, isInGroup) = (new, tick, true)
    }

    /// - Returns: the alert as a body carries it, when one arrives now.
    mutating func run(
        at tick: Int, isRefused: Bool, mayLoseAnswers: Bool, _ log: inout NotificationLog,
        using generator: inout SeededGenerator
    ) -> Alert? {
        if flush == nil, tick >= nextFlush { begin(at: tick) }
        guard var current = flush, tick >= current.nextAt else { return nil }
        if let isTaken = current.isTaken {
            // The answer is back.
            current.isTaken = nil
            if isTaken {
                end(current, &log, at: tick)
            } else if tick >= current.deadline {
                flush = nil
            } else {
                current.nextAt = tick + generator.pick([1, 1, 2])
                flush = current
            }
            return nil
        }
        if current.isWaitingForPeer {
            current.isWaitingForPeer = false
            guard mustNotify(current, log[number], at: tick) else {
                flush = nil
                return nil
            }
        }
        // On the wire: it arrives now, and the answer comes a moment later, or never.
        current.isTaken = !isRefused && !(mayLoseAnswers && generator.chance(25))
        // Where answers cross, the peer that is answered later has the last word in the log.
        current.nextAt = tick + 1 + (world.isHealthy ? 0 : generator.pick([0, 1, 1, 2]))
        flush = current
        return isRefused ? nil : body(current)
    }

    private mutating func begin(at tick: Int) {
        nextFlush = tick + world.groupInterval
        guard let alert, isInGroup else { return }
        let wait = number * world.peerWait
        flush = Flush(
            snapshot: alert, fires: alert.end > tick, takenAt: tick,
            deadline: tick + max(world.groupInterval, 10) + wait,
            nextAt: tick + wait)
    }

    private func mustNotify(_ flush: Flush, _ entry: NotificationLog.Entry?, at tick: Int) -> Bool {
        guard let entry else { return flush.fires }
        if flush.fires { return !entry.fires || tick - entry.at >= world.repeatInterval }
        return entry.fires
    }

    private mutating func end(_ done: Flush, _ log: inout NotificationLog, at tick: Int) {
        log[number] = NotificationLog.Entry(fires: done.fires, at: tick)
        if !done.fires, updatedAt <= done.takenAt { isInGroup = false }
        flush = nil
    }

    private func body(_ flush: Flush) -> Alert {
        Alert(
            status: flush.fires ? .firing : .resolved, labels: ["alertname": "a", "severity": "critical"],
            startsAt: BeliefHistory.time(flush.snapshot.start),
            endsAt: flush.fires ? nil : BeliefHistory.time(flush.snapshot.end), fingerprint: "a")
    }
}
