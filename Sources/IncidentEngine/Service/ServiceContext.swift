internal import IncidentCore
package import IncidentStore
package import Logging

/// What every service works with.
package struct ServiceContext: Sendable {
    package let store: IncidentStore
    package let tables: CurrentTables
    package let time: TimeSource
    package let metrics: EngineMetrics
    package let logger: Logger
    package let pulse: ServicePulse
    /// Names this process in its claims; new at each start, so that what an earlier one left can be told apart.
    package let owner: String

    package init(
        store: IncidentStore, tables: CurrentTables, time: TimeSource, metrics: EngineMetrics, logger: Logger,
        pulse: ServicePulse, owner: String
    ) {
        self.store = store
        self.tables = tables
        self.time = time
        self.metrics = metrics
        self.logger = logger
        self.pulse = pulse
        self.owner = owner
    }
}
