/// The keys under which the other side recognises a repeat. They follow from stored numbers alone, so that an attempt
/// after a crash has the same ones.
package enum DedupKey {
    /// PagerDuty's `dedup_key`: one for each incident, at most 255 characters.
    package static func pagerduty(installation: String, incidentID: Int64) -> String {
        "responder/\(installation)/\(incidentID)"
    }

    /// A mail's `Message-ID` without angle brackets.
    /// - Parameter domain: of the sender's address.
    package static func messageID(installation: String, incidentID: Int64, notificationID: Int64, domain: String)
        -> String
    {
        "inc-\(incidentID).\(notificationID).\(installation)@\(domain)"
    }
}
