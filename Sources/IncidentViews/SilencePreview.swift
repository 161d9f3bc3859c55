package import IncidentCore
package import IncidentStore

/// What a silence would hide, or would have hidden, had it been in force: an incident of which it matches every alert.
package struct SilencePreview: Sendable {
    /// Incidents that are open now, by their alerts that fire.
    package let open: Part
    /// Incidents of the last week that are over, by all their alerts.
    package let lastWeek: Part

    /// Those of which the silence matches something.
    package struct Part: Sendable {
        /// The newest of them; not more than `SilencePreview.limit`.
        package let rows: [Row]
        /// How many are hidden whole.
        package let hidden: Int
        /// How many are told all the same, because something of them is not matched.
        package let told: Int
        /// How many incidents were looked at.
        package let looked: Int

        package var isEmpty: Bool { hidden + told == 0 }
    }

    package struct Row: Sendable {
        package let incident: Incident
        package let matched: Int
        package let alerts: Int

        package var isHidden: Bool { matched == alerts }

        /// `would be hidden`, with what stands against it.
        package var words: String {
            isHidden ? "hidden" : "told all the same: \(alerts - matched) of \(alerts) alerts are not matched"
        }
    }

    package static let limit = 100
    private static let lookedAt = 5000
    private static let week: Duration = .seconds(7 * 86_400)

    package init(
        of selector: AlertSelector, reader: StoreReader, redactions: Redactions, at now: Timestamp
    ) throws {
        func part(_ incidents: [Incident], _ labels: (Int64) throws -> [Labels]) rethrows -> Part {
            var rows: [Row] = []
            for incident in incidents {
                let alerts = try labels(incident.id)
                let matched = alerts.count { selector.matches($0) }
                guard matched > 0 else { continue }
                rows.append(
                    Row(incident: incident.redacted(by: redactions), matched: matched, alerts: alerts.count))
            }
            let hidden = rows.count { $0.isHidden }
            return Part(
                rows: Array(rows.prefix(Self.limit)), hidden: hidden, told: rows.count - hidden,
                looked: incidents.count)
        }
        let filter = IncidentFilter(statuses: [.triggered, .acknowledged], limit: Self.lookedAt)
        open = try part(try reader.incidents(filter).incidents) { try reader.firingLabels(incidentID: $0) }
        let recent = try reader.incidents(openedSince: now - Self.week, limit: Self.lookedAt)
        lastWeek = try part(recent.filter { $0.status == .resolved }) { try reader.allLabels(incidentID: $0) }
    }
}

/// The same as the JSON API shows it.
package struct SilencePreviewView: Encodable, Sendable {
    let match: [String]
    let open: Part
    let lastWeek: Part

    struct Part: Encodable, Sendable {
        let hidden: Int
        let told: Int
        let looked: Int
        let incidents: [Row]
    }

    struct Row: Encodable, Sendable {
        let id: Int64
        let status: String
        let priority: String
        let title: String
        let openedAt: String
        let hidden: Bool
        let matched: Int
        let alerts: Int
        let url: String

        enum CodingKeys: String, CodingKey {
            case id, status, priority, title, hidden, matched, alerts, url
            case openedAt = "opened_at"
        }
    }

    enum CodingKeys: String, CodingKey {
        case match, open
        case lastWeek = "last_week"
    }

    package init(_ preview: SilencePreview, of matchers: [Matcher], url: (Int64) -> String) {
        func part(_ part: SilencePreview.Part) -> Part {
            Part(
                hidden: part.hidden, told: part.told, looked: part.looked,
                incidents: part.rows.map { row in
                    let incident = row.incident
                    return Row(
                        id: incident.id, status: incident.status.rawValue, priority: incident.priority.rawValue,
                        title: incident.title, openedAt: incident.openedAt.rfc3339, hidden: row.isHidden,
                        matched: row.matched, alerts: row.alerts, url: url(incident.id))
                })
        }
        match = matchers.map(\.description)
        (open, lastWeek) = (part(preview.open), part(preview.lastWeek))
    }
}
