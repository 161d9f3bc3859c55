/// Where Grafana is.
package struct GrafanaServer: Sendable, Equatable {
    /// Without a slash at its end.
    package let url: String
    /// Whoever may write annotations there; without credentials none are written.
    package let access: HTTPAccess
    /// From so long before an incident a dashboard is shown.
    package let before: Duration

    package static let usualBefore: Duration = .seconds(900)

    package init(url: String, access: HTTPAccess = HTTPAccess(), before: Duration = usualBefore) {
        self.url = url
        self.access = access
        self.before = before
    }

    package var takesAnnotations: Bool { access.credentials != nil }

    /// The dashboards of this Grafana as they are shown for an incident.
    package func dashboards(for incident: Incident) -> GrafanaDashboards {
        GrafanaDashboards(
            url: url, from: incident.openedAt - before,
            until: incident.status == .resolved ? incident.resolvedAt : nil)
    }
}

/// The dashboards of one Grafana, in the time of an incident.
package struct GrafanaDashboards: Sendable, Equatable {
    let url: String
    let from: Timestamp
    /// `nil` is now, whenever it is looked at.
    let until: Timestamp?

    /// - Parameter text: an address of this Grafana, a path there (`/d/abc/api?var-app=x`) or a dashboard's UID (`abc`), as
    ///   others wrote it.
    /// - Returns: the address with the incident's time in place of its own; `nil` where it leads elsewhere.
    package func link(to text: String) -> String? {
        guard let address = address(of: text.trimmingBlanks()), address.isWebLink else { return nil }
        let parts = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let halves = parts[0].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves[0].dropFirst(url.count).isShownPath else { return nil }
        let fields = (halves.count == 2 ? halves[1] : "").split(separator: "&").filter {
            !["from", "to"].contains($0.prefix { $0 != "=" })
        }
        let time = ["from=\(from.milliseconds)", "to=\(until.map { String($0.milliseconds) } ?? "now")"]
        return halves[0] + "?" + (fields.map(String.init) + time).joined(separator: "&")
    }

    private func address(of text: String) -> String? {
        if text.hasPrefix("/") { return text.hasPrefix("//") ? nil : url + text }
        guard text.contains("://") else { return text.isDashboardUID ? "\(url)/d/\(text)" : nil }
        // Scheme and host are the same in whatever letters; the path is not.
        let end = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3)
        let origin = end.joined(separator: "/")
        let address = origin.lowercased() + text.dropFirst(origin.count)
        let ownEnd = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3)
        let ownOrigin = ownEnd.joined(separator: "/")
        let own = ownOrigin.lowercased() + url.dropFirst(ownOrigin.count)
        return address.hasPrefix(own + "/") ? url + address.dropFirst(own.count) : nil
    }
}

extension Substring {
    /// Whether a path of Grafana only shows something: a dashboard, a panel, what is explored, an alert. Others, such as
    /// `/logout`, do something to whoever follows the link; and a path that goes up is another than it seems.
    fileprivate var isShownPath: Bool {
        let segments = (String(self).percentDecoded ?? String(self)).split(separator: "/")
        let isStraight = segments.allSatisfy { $0 != "." && $0 != ".." && !$0.contains("\\") && !$0.contains("%") }
        let shown = ["d", "d-solo", "dashboard", "dashboards", "public-dashboards", "explore", "alerting", "goto"]
        return isStraight && segments.first.map { shown.contains(String($0)) } ?? false
    }
}

extension String {
    fileprivate var isDashboardUID: Bool {
        !isEmpty && utf8.count <= 40
            && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }
}

/// What Grafana's graphs show of an incident: when it opened, and afterwards how long it lasted.
package struct GrafanaAnnotation: Sendable, Equatable {
    package let at: Timestamp
    /// Of a span.
    package let until: Timestamp?
    package let tags: [String]
    package let text: String

    /// With its times they tell it from all others: ours, what happened, the incident.
    package var identifyingTags: [String] { ["responder", tags[1], tags[3]] }

    /// The facts of the timeline that are told.
    package static let kinds: [TimelineKind] = [.opened, .reopened, .resolved]

    /// - Parameters:
    ///   - incident: redacted.
    ///   - began: when it had opened, or opened again, before the entry.
    package init(_ entry: TimelineEntry, of incident: Incident, began: Timestamp, url: String) {
        let isOver = entry.kind == .resolved
        at = isOver ? min(began, entry.at) : entry.at
        until = isOver ? entry.at : nil
        let word = isOver ? "resolved" : entry.kind == .reopened ? "reopened" : "opened"
        tags = [
            "responder", word, incident.priority.rawValue, "incident:\(incident.id)",
            incident.labels["alertname"].map { "alertname:\($0.singleLine(limit: 80))" },
        ].compactMap(\.self)
        text = "\(incident.nameLine) \(word)\n\(url)"
    }
}

/// What became of writing one.
package enum AnnotationOutcome: Sendable, Equatable {
    case written
    /// It is not taken as it is, and no repetition would change that.
    case refused(String)
    case failed(String)
}
