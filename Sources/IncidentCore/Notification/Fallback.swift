/// When a contact's next method takes its turn although the one before it has not failed for good.
package enum Fallback {
    /// So many attempts may fail before the next method begins beside the retries.
    static let attempts = 3
    /// For so long a page may be retried before that.
    static let patience = Duration.seconds(60)
    /// For so long a page that is due may wait to be begun: behind an older page or update about its incident, or for a place
    /// at its endpoint.
    package static let longestWait = Duration.seconds(10)
    /// Between the reason of what was told first and the method that did not get through, or the contact that is none.
    package static let inPlaceOf = ", in place of "
    /// What the gate says of it.
    static let decision = "at once, in place of a method that does not get through"
}

extension Notification {
    /// Whether the contact's next method should begin now, beside the retries of this one: a page is not kept waiting
    /// for one that does not answer.
    package func startsNextMethod(at now: Timestamp) -> Bool {
        event == .page && !remaining.isEmpty
            && (attempts >= Fallback.attempts || now - createdAt >= Fallback.patience)
    }

    /// What takes the next of the contact's methods; `nil` when none is left.
    ///
    /// - Parameter fault: what is wrong with this one, in words that follow "which": `failed`.
    package func fallback(because fault: String, at now: Timestamp) -> Telling? {
        guard event == .page, let next = remaining.first else { return nil }
        return Telling(
            .fallback(policy: policy, askedBy: askedBy), contact: contact, method: next,
            remaining: Array(remaining.dropFirst()),
            reason: "\(reason)\(Fallback.inPlaceOf)\(method.endpoint.text), which \(fault)",
            deliverWithin: deliverBy.map { $0 - now })
    }
}
