/// The keys under which the other side recognises a repeat. They follow from stored numbers alone, so that an attempt
/// after a crash has the same ones.
package enum DedupKey {
    /// One for each incident, such as PagerDuty's `dedup_key` until a page must ring anew, at most 255 characters.
    package static func incident(_ incidentID: Int64, installation: String) -> String {
        "responder/\(installation)/\(incidentID)"
    }

    /// One for each notification.
    package static func notification(_ id: Int64, incidentID: Int64, installation: String) -> String {
        "\(incident(incidentID, installation: installation))/\(id)"
    }

    /// A mail's `Message-ID` without angle brackets.
    /// - Parameter domain: of the sender's address.
    package static func messageID(installation: String, incidentID: Int64, notificationID: Int64, domain: String)
        -> String
    {
        "inc-\(incidentID).\(notificationID).\(installation)@\(domain)"
    }
}
