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

    /// Which incident and which notification a key is of; `nil` for one that is not of this installation.
    package static func parts(
        of key: String, installation: String
    ) -> (incidentID: Int64, notificationID: Int64?)? {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3 || parts.count == 4, let incidentID = Int64(parts[2]) else { return nil }
        let notificationID = parts.count == 4 ? Int64(parts[3]) : nil
        // Written as we write it: no sign, no zero before it.
        let own =
            notificationID.map { notification($0, incidentID: incidentID, installation: installation) }
            ?? incident(incidentID, installation: installation)
        return own == key ? (incidentID, notificationID) : nil
    }

    /// One for each bulletin.
    package static func bulletin(_ id: Int64, installation: String) -> String {
        "responder/\(installation)/bulletin/\(id)"
    }

    /// A bulletin's `Message-ID` without angle brackets.
    package static func bulletinMessageID(_ id: Int64, installation: String, domain: String) -> String {
        "bulletin.\(id).\(installation)@\(domain)"
    }

    /// A mail's `Message-ID` without angle brackets.
    /// - Parameter domain: of the sender's address.
    package static func messageID(installation: String, incidentID: Int64, notificationID: Int64, domain: String)
        -> String
    {
        "inc-\(incidentID).\(notificationID).\(installation)@\(domain)"
    }
}
