package import IncidentCore

/// The addresses that messages and answers point to.
package struct Links: Sendable {
    /// The page of an incident.
    package let incident: @Sendable (Int64) -> String
    /// All that a collector run captured, by the artifact's number.
    package let output: @Sendable (Int64) -> String
    /// A signed, expiring link by which a contact acknowledges.
    package let acknowledge: @Sendable (_ incidentID: Int64, _ contact: String, _ now: Timestamp) -> String

    package init(
        incident: @escaping @Sendable (Int64) -> String,
        output: @escaping @Sendable (Int64) -> String,
        acknowledge: @escaping @Sendable (Int64, String, Timestamp) -> String
    ) {
        self.incident = incident
        self.output = output
        self.acknowledge = acknowledge
    }
}
