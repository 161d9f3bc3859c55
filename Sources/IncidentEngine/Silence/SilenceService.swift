package import IncidentCore
internal import IncidentStore
package import Logging

/// Lets silences begin and end: keeps in memory what is in force or to come, and lets every open incident follow it.
package struct SilenceService: TickingService {
    package let name = "silences"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let tables: CurrentTables

    /// How many incidents change in one transaction, so that intake never waits long.
    private static let batchLimit = 100

    package init(_ context: ServiceContext, wakeup: Wakeup) {
        self.wakeup = wakeup
        (store, tables, time) = (context.store, context.tables, context.time)
        (logger, pulse) = (context.logger, context.pulse)
    }

    package func tick() async throws -> Timestamp? {
        let now = time.now()
        let silences = try await tables.readSilences(from: store, at: now)
        var changed = try await incidentsToLookAt(silences, at: now)[...]
        while !changed.isEmpty {
            let batch = Array(changed.prefix(Self.batchLimit))
            changed = changed.dropFirst(Self.batchLimit)
            try await follow(batch)
        }
        return silences.map { $0.nextChange(after: now) }.min()
    }

    /// Those that are silenced or hold alerts that are, and open ones that hold some that may be by now.
    private func incidentsToLookAt(_ silences: [Silence], at now: Timestamp) async throws -> [Int64] {
        let inForce = silences.filter { $0.isInForce(at: now) }
        return try await store.read { reader in
            var found = try reader.silencedIncidents()
            if !inForce.isEmpty {
                found.formUnion(try reader.openIncidents { inForce.silence(of: $0, at: now) != nil })
            }
            return found.sorted()
        }
    }

    private func follow(_ ids: [Int64]) async throws {
        let changer = IncidentChanger(inForce: tables.inForce, now: time.now())
        try await store.write { transaction in
            for id in ids {
                try transaction.attempt("incident", "\(id)") { transaction in
                    guard let incident = try transaction.incident(id) else { return }
                    try changer.followSilences(incident, in: &transaction)
                }
            }
        }
    }
}

extension CurrentTables {
    /// Puts in force what is stored, and the turns of maintenance windows that are or come next.
    ///
    /// - Returns: what is in force or to come.
    @discardableResult
    func readSilences(from store: IncidentStore, at now: Timestamp) async throws -> [Silence] {
        let stored = try await store.read { try $0.silences(notOverAt: now) }
        let silences = stored.map(\.silence) + value.maintenance.compactMap { $0.turn(at: now) }
        replaceSilences(with: silences)
        return silences
    }
}
