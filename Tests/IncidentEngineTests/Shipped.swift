import Foundation
import IncidentCore
import Notifiers
import ResponderConfig
import TestSupport

extension RoutingTables {
    /// The tables of `routes/`, without their collectors, so that pages wait for nothing.
    static func shipped() throws -> RoutingTables {
        let folder = ResponderInstallation.root.appending(path: "routes").path
        var tables = try RouteTables.load(directory: folder, notifiers: NotifierProfile.registered, environment: [:])
            .tables
        tables.collectors = []
        return tables
    }
}
