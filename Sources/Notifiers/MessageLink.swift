internal import IncidentCore

/// A link that a message may offer.
struct MessageLink: Sendable, Equatable {
    let title: String
    let url: String
}

extension Message {
    /// Under which names alerts bring links, and what we call them.
    private static let annotationLinks = [
        ("runbook_url", "Runbook"), ("runbook", "Runbook"), ("dashboard_url", "Dashboard"), ("dashboard", "Dashboard"),
    ]
    /// What Grafana adds.
    private static let extraLinks = [("dashboardURL", "Dashboard"), ("panelURL", "Panel"), ("silenceURL", "Silence")]

    /// Our own links: where to take the incident and where to read about it.
    var ownLinks: [MessageLink] {
        [
            acknowledgeURL.map { MessageLink(title: "Acknowledge", url: $0) },
            MessageLink(title: "Incident", url: incidentURL),
        ]
        .compactMap { $0 }.filter { $0.url.isWebLink }
    }

    /// Those of the alerts, each once. They are text that others wrote: only `http` and `https` are let through.
    var alertLinks: [MessageLink] {
        var links: [MessageLink] = []
        for alert in alerts.map(\.alert) {
            let annotations = Self.annotationLinks.map { ($1, alert.annotations[$0]) }
            let extras = Self.extraLinks.map { ($1, alert.extras[$0]) }
            for case (let title, let url?) in annotations + extras + [("Expression", alert.generatorURL)] {
                guard links.count < 12, url.isWebLink, !links.contains(where: { $0.url == url }) else { continue }
                links.append(MessageLink(title: title, url: url))
            }
        }
        return links
    }
}

extension String {
    /// Whether it is a plain web address: no blanks, quotes or brackets that a format could take for its own.
    var isWebLink: Bool {
        let lower = prefix(8).lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://"), utf8.count <= 2000 else { return false }
        let rest = drop { $0 != "/" }.dropFirst(2)
        guard let first = rest.utf8.first, first != UInt8(ascii: "/") else { return false }
        return utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !Self.linkBreakers.contains($0) }
    }

    private static let linkBreakers = Set(#"<>"'`|\^{}"#.utf8)
}
