internal import IncidentCore
internal import IncidentStore

extension StoreTransaction {
    /// Lets the contact's next method take its turn, if there is one; the page that gives way has no later methods then.
    ///
    /// - Parameter fault: what is wrong with the page, in words that follow "which": `failed`.
    /// - Returns: whether there was one.
    @discardableResult
    mutating func startNextMethod(of page: Notification, because fault: String, at now: Timestamp) throws -> Bool {
        guard let telling = page.fallback(because: fault, at: now), let incident = try incident(page.incidentID),
            try clearRemainingMethods(of: page.id)
        else { return false }
        var teller = try Teller(incident, at: now, in: self)
        try teller.tell(telling, in: &self)
        return true
    }
}
