package import IncidentCore

/// A page of a list of incidents.
package struct IncidentsFound<Place: Sendable>: Sendable {
    package let incidents: [Incident]
    /// To be given for the next page; `nil` when there is none.
    package let next: Place?
    /// Where a search has not looked at all that may belong here: how far it came.
    package let searched: SearchedPart?
}
