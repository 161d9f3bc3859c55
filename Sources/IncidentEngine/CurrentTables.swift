package import IncidentCore
internal import Synchronization

/// The tables in force; a good new set takes the place of the old one at once.
package final class CurrentTables: Sendable {
    private let tables: Mutex<TablesInForce>
    private let secrets: Mutex<[Secret]>
    private let readings = Mutex(TableReadings())

    /// - Parameter secrets: what is to be redacted by its value besides what the tables hold, whichever are in force.
    package init(_ tables: RoutingTables, secrets: [Secret] = []) {
        self.secrets = Mutex(secrets)
        self.tables = Mutex(TablesInForce(tables.knowing(secrets)))
    }

    package var value: RoutingTables { inForce.tables }

    /// The same behind one reference, for the intake: a copy of the value itself would count a score of references.
    var inForce: TablesInForce { tables.withLock { $0 } }

    /// How the readings of the files have gone, for pages and metrics.
    package var lastReadings: TableReadings { readings.withLock { $0 } }

    package func note(_ change: (inout TableReadings) -> Void) { readings.withLock { change(&$0) } }

    package func replace(with new: RoutingTables) {
        let new = new.knowing(secrets.withLock { $0 })
        tables.withLock { $0 = TablesInForce(new, silences: $0.silences) }
    }

    /// Redacts these by their value too, from now on.
    package func know(_ new: [Secret]) {
        secrets.withLock { $0 += new }
        tables.withLock { $0 = TablesInForce($0.tables.knowing(new), silences: $0.silences) }
    }

    /// Puts other silences in force: people's, and turns of maintenance windows.
    func replaceSilences(with new: [Silence]) {
        tables.withLock { if $0.silences != new { $0 = TablesInForce($0.tables, silences: new) } }
    }
}

extension RoutingTables {
    fileprivate func knowing(_ secrets: [Secret]) -> RoutingTables {
        var tables = self
        tables.redactions = redactions.knowing(secrets)
        return tables
    }
}

/// One set of tables, and what is silenced beside it; never changed.
final class TablesInForce: Sendable {
    let tables: RoutingTables
    /// What is in force or to come; empty at nearly all times, and then nothing is looked at.
    let silences: [Silence]

    init(_ tables: RoutingTables, silences: [Silence] = []) {
        self.tables = tables
        self.silences = silences
    }
}
