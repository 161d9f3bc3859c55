package import IncidentCore
internal import Synchronization

/// The tables in force; a good new set takes the place of the old one at once.
package final class CurrentTables: Sendable {
    private let tables: Mutex<RoutingTables>

    package init(_ tables: RoutingTables) { self.tables = Mutex(tables) }

    package var value: RoutingTables { tables.withLock { $0 } }

    package func replace(with new: RoutingTables) { tables.withLock { $0 = new } }
}
