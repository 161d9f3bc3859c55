package import IncidentCore
internal import IncidentStore
package import Logging
internal import Synchronization

/// Looks the whole database through for damage after the start and each day, one table at a time.
///
/// A page that makes no sense is met by whoever reads it, but rows that are missing by nobody: alerts would be taken for
/// repeats of such as no list shows.
package struct ExaminationService: TickingService {
    static let interval: Duration = .seconds(86_400)
    /// For a table: one of some gigabytes takes longer, and is left then.
    static let limit: Duration = .seconds(10)
    /// Between two tables, so that a disk is not kept busy.
    static let pause: Duration = .seconds(1)

    package let name = "examination"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let progress = Progress()

    /// Which tables of a round are still to be examined, and when the next round begins.
    private final class Progress: Sendable {
        let left = Mutex<(tables: [String], nextRound: Timestamp?)>(([], nil))
    }

    package init(_ context: ServiceContext, wakeup: Wakeup) {
        self.wakeup = wakeup
        (store, time, logger, pulse) = (context.store, context.time, context.logger, context.pulse)
    }

    package func tick() async throws -> Timestamp? {
        let now = time.now()
        let (begun, nextRound) = progress.left.withLock { ($0.tables, $0.nextRound) }
        if begun.isEmpty, let nextRound, now < nextRound { return nextRound }
        let tables = begun.isEmpty ? try await store.read { try $0.tables() } : begun
        if let table = tables.first { try await examine(table) }
        let left = Array(tables.dropFirst())
        progress.left.withLock { $0 = (left, now + Self.interval) }
        return now + (left.isEmpty ? Self.interval : Self.pause)
    }

    private func examine(_ table: String) async throws {
        switch try await store.examine(table, limit: Self.limit) {
        case nil:
            logger.notice(
                "a table is too large to be examined for damage beside the work; sqlite3 and PRAGMA quick_check do it",
                metadata: ["table": "\(table)", "limit": "\(Self.limit.prometheusText)"])
        case let findings? where !findings.isEmpty:
            logger.error(
                "a table is damaged",
                metadata: ["table": "\(table)", "findings": "\(findings.prefix(3).joined(separator: "; "))"])
        default: break
        }
    }
}
