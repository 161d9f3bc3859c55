package import IncidentCore
internal import IncidentStore
package import Logging
internal import Synchronization

/// Reads what is stored into the search index, behind the commits of all others: a search finds a word about a second after it
/// is there.
///
/// It works in small batches and rests after each round for several times as long, so that it never has more than its share
/// of the processors, and lets a storm of new alerts pass before it reads them; a whole index of a million incidents is
/// made in the background within the hour.
package final class SearchIndexer: TickingService {
    /// How often it looks for what is new.
    static let interval: Duration = .seconds(1)
    /// How often incidents that fire are compared: new annotations leave no trace but the time of the last body.
    static let sweepInterval: Duration = .seconds(60)
    /// Incidents and bytes of one batch.
    private static let batch = (incidents: 100, bytes: 1 << 19)
    private static let sweptTogether = 20
    /// Of real time, as is the rest after it: it bounds SQLite's own work, which follows no injected clock.
    private static let round: Duration = .milliseconds(50)
    private static let restsFor = 4
    /// So many new alerts a second are a storm, which is left to those who take it in, for a while.
    private static let storm = 100
    private static let longestStorm: Duration = .seconds(30)

    package let name = "search"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let tables: CurrentTables
    private let state = Mutex(State())

    private struct State {
        /// Incidents to compare.
        var swept: [Int64] = []
        var nextSweep: Timestamp?
        var heardSince = Timestamp(milliseconds: 0)
        /// Whether it was said that an index is made.
        var isMaking = false
        var newest: (alert: Int64, at: Timestamp)?
        var stormSince: Timestamp?
    }

    package init(_ context: ServiceContext, wakeup: Wakeup) {
        self.wakeup = wakeup
        (store, tables, time) = (context.store, context.tables, context.time)
        (logger, pulse) = (context.logger, context.pulse)
    }

    package func tick() async throws -> Timestamp? {
        let now = time.now()
        if try await isStorming(at: now) { return now + Self.interval }
        try await sweep(at: now)
        let begun = ContinuousClock.now
        var isDone = false
        while !isDone, ContinuousClock.now - begun < Self.round { isDone = try await advance() }
        let spent = ContinuousClock.now - begun
        return time.now() + (isDone ? Self.interval : spent * Self.restsFor)
    }

    /// - Returns: whether nothing is left to do.
    private func advance() async throws -> Bool {
        let swept = state.withLock { Array($0.swept.prefix(Self.sweptTogether)) }
        let advance = try await store.advanceSearch(
            others: swept, tables: tables.value, limit: Self.batch.incidents, bytes: Self.batch.bytes)
        let (isSwept, wasMaking) = state.withLock { state in
            state.swept.removeFirst(min(swept.count, state.swept.count))
            let wasMaking = state.isMaking
            state.isMaking = !advance.isDone && (wasMaking || advance.isNew)
            return (state.swept.isEmpty, wasMaking)
        }
        tell(advance, wasMaking: wasMaking)
        return advance.isDone && isSwept
    }

    private func isStorming(at now: Timestamp) async throws -> Bool {
        let newest = try await store.read { try $0.newestOccurrenceID() }
        return state.withLock { state in
            let (before, elapsed) = (state.newest, state.newest.map { now - $0.at } ?? .zero)
            // Woken twice within a moment, it cannot tell.
            guard let before, elapsed >= Self.interval / 2 else {
                state.newest = before ?? (newest, now)
                return false
            }
            state.newest = (newest, now)
            let isStorm = (newest - before.alert) * 1000 > Int64(Self.storm) * elapsed.wholeMilliseconds
            state.stormSince = isStorm ? state.stormSince ?? now : nil
            return state.stormSince.map { now - $0 < Self.longestStorm } ?? false
        }
    }

    private func tell(_ advance: SearchAdvance, wasMaking: Bool) {
        let incidents = advance.standing.map { "\($0.incidents)" } ?? "unknown"
        if advance.isNew, !advance.isDone, !wasMaking {
            logger.notice("the search index is made anew", metadata: ["incidents": "\(incidents)"])
        } else if advance.isDone, wasMaking {
            logger.notice("the search index has caught up", metadata: ["incidents": "\(incidents)"])
        }
    }

    /// After a start all that fire are compared: what changed just before a crash may have been missed.
    private func sweep(at now: Timestamp) async throws {
        let since: Timestamp? = state.withLock { state in
            if let next = state.nextSweep, now < next, next <= now + Self.sweepInterval { return nil }
            defer { (state.nextSweep, state.heardSince) = (now + Self.sweepInterval, now) }
            return state.heardSince
        }
        guard let since else { return }
        let firing = try await store.read { try $0.firingIncidents(heardSince: since) }
        state.withLock { state in
            let known = Set(state.swept)
            state.swept += firing.filter { !known.contains($0) }
        }
    }
}
