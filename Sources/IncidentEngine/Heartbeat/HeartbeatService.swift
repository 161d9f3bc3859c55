package import IncidentCore
internal import IncidentStore
package import Logging

/// Opens an incident when a heartbeat has been silent too long. A heartbeat counts from the first time it is heard; when
/// it leaves the tables, so does its silence.
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
            for (name, lastSeenAt) in try transaction.silentHeartbeats(at: recorder.now) {
                guard let heartbeat = recorder.inForce.tables.heartbeats.first(where: { $0.name == name }) else {
                    try transaction.saveHeartbeat(name, seenAt: lastSeenAt, dueAt: nil)
                    try recorder.forgetSilence(of: name, in: &transaction)
                    continue
                }
                // Looked at again while it lasts: a person may resolve the incident, and it stays silent.
                let resolvedAt = try recorder.silenceResolvedAt(of: heartbeat, in: &transaction)
                if let resolvedAt, resolvedAt + heartbeat.silentAfter > recorder.now {
                    try transaction.saveHeartbeat(
                        name, seenAt: lastSeenAt, dueAt: resolvedAt + heartbeat.silentAfter)
                    continue
                }
                try transaction.saveHeartbeat(name, seenAt: lastSeenAt, dueAt: recorder.now + heartbeat.silentAfter)
                let silence = (recorder.now - lastSeenAt).prometheusRounded
                try recorder.beginSilence(
                    of: heartbeat, reason: "heartbeat \"\(name)\" was last heard \(silence) ago", in: &transaction)
            }
            return try transaction.nextHeartbeatDue()
        }
    }
}
