internal import IncidentCore

/// A link that a message may offer.
struct MessageLink: Sendable, Equatable {
    let title: String
    let url: String
}

extension Message {
    /// Our own links: where to take the incident and where to read about it.
    var ownLinks: [MessageLink] { [acknowledgeLink, incidentLink].compactMap { $0 } }

    var acknowledgeLink: MessageLink? {
        acknowledgeURL.map { MessageLink(title: acknowledgeTitle, url: $0) }.flatMap { $0.url.isWebLink ? $0 : nil }
    }

    var incidentLink: MessageLink? {
        incidentURL.isWebLink ? MessageLink(title: "Open incident \(incident.id)", url: incidentURL) : nil
    }

    /// Those of the alerts, each once, as many as a message takes; and whether there are more.
    var alertLinks: (shown: [MessageLink], areMore: Bool) {
        let links = AlertLink.links(of: alerts.map(\.alert), in: dashboards, atMost: AlertLink.limit + 1)
        return (
            links.prefix(AlertLink.limit).map { MessageLink(title: $0.title, url: $0.url) },
            links.count > AlertLink.limit || incident.occurrenceCount > alerts.count
        )
    }

    /// After links that are not all.
    static let moreLinks = "more links are on the incident's page"
}
