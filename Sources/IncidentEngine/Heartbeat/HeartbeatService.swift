package import IncidentCore
internal import IncidentStore
package import Logging

/// Opens an incident when a heartbeat has been silent too long. One that never came counts from when it stood in the tables
/// first; when one leaves the tables, so does its silence.
package struct HeartbeatService: TickingService {
    package let name = "heartbeats"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let tables: CurrentTables

    package init(_ context: ServiceContext, wakeup: Wakeup) {
        self.wakeup = wakeup
        (store, tables, time) = (context.store, context.tables, context.time)
        (logger, pulse) = (context.logger, context.pulse)
    }

    package func tick() async throws -> Timestamp? {
        let recorder = HeartbeatRecorder(inForce: tables.inForce, now: time.now())
        return try await store.write { transaction in
            let stored = try transaction.heartbeats()
            try recorder.forget(stored, in: &transaction)
            for heartbeat in recorder.inForce.tables.heartbeats {
                guard let known = stored.first(where: { $0.name == heartbeat.name }) else {
                    let (name, length) = (heartbeat.name, heartbeat.silentAfter)
                    try transaction.awaitHeartbeat(name, silentAfter: length, from: recorder.now)
                    continue
                }
                try recorder.watch(heartbeat, known, in: &transaction)
            }
            return try transaction.nextHeartbeatDue()
        }
    }
}
