/// What an entry says of a message that an endpoint took, without the answer of the endpoint.
package struct TimelineDelivery: Sendable, Equatable {
    /// By what and for whom: `email to a@example.com for On-Call Engineer`.
    let way: String
    /// Why it was sent; messages to several endpoints that say the same have it in common.
    let reason: String
    /// What must be said besides: that it went to the spool, or comes once more.
    let remark: String

    /// `pagerduty for First, email to first@example.com for First, step 1 of policy "database"`
    static func words(of deliveries: [TimelineDelivery]) -> String {
        let ways = deliveries.map(\.way).distinct
        let named = ways.prefix(shown).joined(separator: ", ")
        let more = ways.count > shown ? " and \(ways.count - shown) more" : ""
        let remarks = deliveries.map(\.remark).filter { !$0.isEmpty }.distinct.map { "; \($0)" }.joined()
        return "\(named)\(more), \(deliveries.first?.reason ?? "")\(remarks)"
    }

    private static let shown = 3
}

extension TimelineEntry {
    /// `nil` for an entry of another kind, or one whose words are not ours of today.
    var delivery: TimelineDelivery? {
        guard kind == .notificationSent, isOurs, let reason = details["for"], let evidence = details["evidence"],
            !reason.isEmpty, let place = summary.firstRange(of: ", \(reason): \(evidence)")
        else { return nil }
        let rest = summary[place.upperBound...].drop { $0 == ";" || $0 == " " }
        // Nobody has got it, whatever the kind is called.
        let spooled = evidence.hasPrefix(TimelineDelivery.spooled) ? [TimelineDelivery.spooled] : []
        return TimelineDelivery(
            way: String(summary[..<place.lowerBound]), reason: reason,
            remark: (spooled + (rest.isEmpty ? [] : [String(rest)])).joined(separator: "; "))
    }
}

extension TimelineDelivery {
    /// How the evidence of what went to nobody begins.
    package static let spooled = "written to the spool, not sent"
}

extension [String] {
    /// Each once, in the order of the first.
    fileprivate var distinct: [String] {
        reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
