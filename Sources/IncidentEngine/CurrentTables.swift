package import IncidentCore
internal import Synchronization

/// The tables in force; a good new set takes the place of the old one at once.
package final class CurrentTables: Sendable {
    private let tables: Mutex<TablesInForce>

    package init(_ tables: RoutingTables) { self.tables = Mutex(TablesInForce(tables)) }

    package var value: RoutingTables { inForce.tables }

    /// The same behind one reference, for the intake: a copy of the value itself would count a score of references.
    var inForce: TablesInForce { tables.withLock { $0 } }

    package func replace(with new: RoutingTables) { tables.withLock { $0 = TablesInForce(new) } }
}

/// One set of tables, never changed.
final class TablesInForce: Sendable {
    let tables: RoutingTables

    init(_ tables: RoutingTables) { self.tables = tables }
}
