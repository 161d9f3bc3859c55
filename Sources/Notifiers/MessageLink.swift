internal import IncidentCore

/// A link that a message may offer.
struct MessageLink: Sendable, Equatable {
    let title: String
    let url: String
}

extension Message {
    /// Our own links: where to take the incident and where to read about it.
    var ownLinks: [MessageLink] {
        [
            acknowledgeURL.map { MessageLink(title: "Acknowledge", url: $0) },
            MessageLink(title: "Incident", url: incidentURL),
        ]
        .compactMap { $0 }.filter { $0.url.isWebLink }
    }

    /// Those of the alerts, each once.
    var alertLinks: [MessageLink] {
        AlertLink.links(of: alerts.map(\.alert)).map { MessageLink(title: $0.title, url: $0.url) }
    }
}
