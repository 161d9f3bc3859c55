/// A link that an alert brings along. All of it is text that others wrote: only `http` and `https` are let through.
package struct AlertLink: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case runbook, dashboard, panel, silence
        /// The expression, in Prometheus.
        case query
    }

    package let kind: Kind
    package let url: String
    /// The alert that brings it.
    package let alertName: String

    /// What it is called where the alert is clear.
    package var title: String {
        switch kind {
        case .runbook: "Runbook"
        case .dashboard: "Dashboard"
        case .panel: "Panel"
        case .silence: "Silence"
        case .query: "Query of the alert"
        }
    }

    /// Under which names annotations bring links.
    private static let annotations: [(name: String, kind: Kind)] = [
        ("runbook_url", .runbook), ("runbook", .runbook), ("dashboard_url", .dashboard), ("dashboard", .dashboard),
    ]
    /// What Grafana adds.
    private static let extras: [(name: String, kind: Kind)] = [
        ("dashboardURL", .dashboard), ("panelURL", .panel), ("silenceURL", .silence),
    ]
    /// An annotation, or a label, with a dashboard of the Grafana in the tables: its address, a path there or its UID.
    private static let grafanaDashboard = "grafana_dashboard"
    package static let limit = 12

    /// The links of some alerts, each once.
    ///
    /// - Parameter dashboards: of the Grafana in the tables; links to it are to the incident's time.
    package static func links(
        of alerts: some Sequence<Alert>, in dashboards: GrafanaDashboards? = nil, atMost limit: Int = limit
    ) -> [AlertLink] {
        var links: [AlertLink] = []
        for alert in alerts {
            let own = alert.annotations[grafanaDashboard] ?? alert.labels[grafanaDashboard]
            let found =
                [(.dashboard, own.flatMap { dashboards?.link(to: $0) })]
                + annotations.map { ($0.kind, alert.annotations[$0.name]) }
                + extras.map { ($0.kind, alert.extras[$0.name]) } + [(.query, alert.generatorURL)]
            for case (let kind, let url?) in found {
                guard links.count < limit else { return links }
                let isDashboard = kind == .dashboard || kind == .panel
                let url = (isDashboard && url.isWebLink ? dashboards?.link(to: url) : nil) ?? url
                guard url.isWebLink, !links.contains(where: { $0.url == url }) else { continue }
                links.append(AlertLink(kind: kind, url: url, alertName: alert.name))
            }
        }
        return links
    }
}

extension String {
    /// Whether it is a plain web address: no blanks, quotes or brackets that a format could take for its own.
    package var isWebLink: Bool {
        let lower = prefix(8).lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://"), utf8.count <= 2000 else { return false }
        let rest = drop { $0 != "/" }.dropFirst(2)
        guard let first = rest.utf8.first, first != UInt8(ascii: "/") else { return false }
        return utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !Self.linkBreakers.contains($0) }
    }

    private static let linkBreakers = Set(#"<>"'`|\^{}"#.utf8)
}
