package import IncidentCore
internal import Synchronization

/// The tables in force; a good new set takes the place of the old one at once.
package final class CurrentTables: Sendable {
    private let tables: Mutex<TablesInForce>
    private let secrets: [Secret]
    private let readings = Mutex(TableReadings())

    /// - Parameter secrets: what is to be redacted by its value besides what the tables hold, whichever are in force.
    package init(_ tables: RoutingTables, secrets: [Secret] = []) {
        self.secrets = secrets
        self.tables = Mutex(TablesInForce(tables.knowing(secrets)))
    }

    package var value: RoutingTables { inForce.tables }

    /// The same behind one reference, for the intake: a copy of the value itself would count a score of references.
    var inForce: TablesInForce { tables.withLock { $0 } }

    /// How the readings of the files have gone, for pages and metrics.
    package var lastReadings: TableReadings { readings.withLock { $0 } }

    package func note(_ change: (inout TableReadings) -> Void) { readings.withLock { change(&$0) } }

    package func replace(with new: RoutingTables) {
        let new = TablesInForce(new.knowing(secrets))
        tables.withLock { $0 = new }
    }
}

extension RoutingTables {
    fileprivate func knowing(_ secrets: [Secret]) -> RoutingTables {
        var tables = self
        tables.redactions = redactions.knowing(secrets)
        return tables
    }
}

/// One set of tables, never changed.
final class TablesInForce: Sendable {
    let tables: RoutingTables

    init(_ tables: RoutingTables) { self.tables = tables }
}
