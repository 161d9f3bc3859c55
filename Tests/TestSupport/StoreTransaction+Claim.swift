package import IncidentCore
package import IncidentStore

extension StoreTransaction {
    /// Claims what is due at an endpoint, whatever its addresses were sent of late.
    package mutating func claimNotifications(
        _ endpoint: EndpointID, owner: String, limit: Int, deferrableLimit: Int, at now: Timestamp,
        leaseUntil: Timestamp
    ) throws -> [Notification] {
        let due = try dueNotifications(endpoint, limit: limit, deferrableLimit: deferrableLimit, at: now)
        return try due.map { try claim($0, owner: owner, at: now, leaseUntil: leaseUntil) }
    }
}
