package import IncidentCore

/// The addresses that messages and answers point to.
package struct Links: Sendable {
    /// The page of an incident.
    package let incident: @Sendable (Int64) -> String
    /// The list of incidents.
    package let list: @Sendable () -> String
    /// What was held back in a storm, by its number.
    package let storm: @Sendable (Int64) -> String
    /// The page of what a collector run captured, by the artifact's number.
    package let output: @Sendable (Int64) -> String
    /// A signed, expiring link by which a contact acknowledges.
    package let acknowledge: @Sendable (_ incidentID: Int64, _ contact: String, _ now: Timestamp) -> String

    package init(
        incident: @escaping @Sendable (Int64) -> String,
        list: @escaping @Sendable () -> String,
        storm: @escaping @Sendable (Int64) -> String,
        output: @escaping @Sendable (Int64) -> String,
        acknowledge: @escaping @Sendable (Int64, String, Timestamp) -> String
    ) {
        self.incident = incident
        self.list = list
        self.storm = storm
        self.output = output
        self.acknowledge = acknowledge
    }

    /// The page of an incident; for `nil` the list of all.
    package func page(_ id: Int64?) -> String { id.map(incident) ?? list() }
}
