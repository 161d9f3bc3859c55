internal import IncidentCore

/// Ticks the services of an engine one after the other, each when it was woken or its time has come: what their own loops
/// do beside each other, on a clock that somebody else moves.
struct ServiceLoop {
    private let engine: Engine
    private let time: TimeSource
    private let deciding: [any TickingService]
    private var lines: [Line] = []

    private struct Line {
        let service: any TickingService
        var due: Timestamp?
        /// At the beginning each looks once, as at a start of the program.
        var hasLooked = false
    }

    /// So often a service may have work at one instant before it is believed to stand.
    private static let roundLimit = 100_000

    init(_ engine: Engine, time: TimeSource, hearsHeartbeats: Bool) {
        (self.engine, self.time) = (engine, time)
        deciding = engine.deciding.filter { hearsHeartbeats || !($0 is HeartbeatService) }
        lines = deciding.map { Line(service: $0) }
    }

    /// Does all that is due.
    ///
    /// - Returns: when something becomes due next.
    mutating func settle() async throws -> Timestamp? {
        var rounds = 0
        while let place = nextDue() {
            rounds += 1
            let service = lines[place].service
            guard rounds < Self.roundLimit else { throw SimulationStuck(service: service.name, at: time.now()) }
            lines[place].hasLooked = true
            lines[place].due = try await service.tick()
            if service is DeliveryServices { addDeliveries() }
        }
        return lines.compactMap(\.due).min()
    }

    private func nextDue() -> Int? {
        let now = time.now()
        return lines.indices.first { place in
            let line = lines[place]
            // What was signalled is taken up in any case.
            let isWoken = line.service.wakeup.take()
            return isWoken || !line.hasLooked || line.due.map { $0 <= now } ?? false
        }
    }

    private mutating func addDeliveries() {
        for delivery in engine.deliveries.services.dropFirst(lines.count - deciding.count) {
            lines.append(Line(service: delivery))
        }
    }
}
