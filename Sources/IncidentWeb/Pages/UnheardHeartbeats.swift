internal import IncidentCore
internal import IncidentEngine
internal import Synchronization

/// The heartbeats of the tables that have never come. No incident opens for one, because its silence counts from the
/// first time it is heard; so the list says that nothing shows whether monitoring lives.
final class UnheardHeartbeats: Sendable {
    private let tables: CurrentTables
    private let start: Timestamp
    /// Since when each is waited for.
    private let awaited: Mutex<[String: Timestamp]>

    init(_ tables: CurrentTables, startedAt start: Timestamp) {
        self.tables = tables
        self.start = start
        awaited = Mutex(
            Dictionary(tables.value.heartbeats.map { ($0.name, start) }, uniquingKeysWith: { first, _ in first }))
    }

    /// - Parameter heard: the names of those that ever came.
    func warnings(heard: Set<String>, at now: Timestamp) -> [PageWarning] {
        let heartbeats = tables.value.heartbeats
        // One that a reload brought in; a later reload begins nothing anew.
        let known = tables.lastReadings.inForceSince ?? start
        let since = awaited.withLock { awaited in
            awaited = Dictionary(
                heartbeats.map { ($0.name, awaited[$0.name] ?? known) }, uniquingKeysWith: { first, _ in first })
            return awaited
        }
        return heartbeats.compactMap { heartbeat in
            guard !heard.contains(heartbeat.name), let begin = since[heartbeat.name],
                now - begin >= heartbeat.silentAfter
            else { return nil }
            return PageWarning(
                words:
                    "heartbeat \"\(heartbeat.name)\" has never been heard, and was waited for since \(begin.readable): nothing shows whether monitoring lives; route it here, or take it out of routes/classification.yaml"
            )
        }
    }
}
