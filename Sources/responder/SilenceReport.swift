internal import IncidentCore
internal import IncidentStore
internal import IncidentViews

/// Silences and maintenance windows as a table for the terminal.
struct SilenceTable {
    private let rows: [[String]]

    init(_ silences: [StoredSilence], _ tables: RoutingTables, now: Timestamp) {
        let redactions = tables.redactions
        rows =
            silences.map { silence in
                [
                    String(silence.id), silence.state(at: now).rawValue, silence.draft.from.readable,
                    silence.until.readable, redactions.apply(to: silence.draft.by),
                    redactions.apply(to: silence.draft.matchers.map(\.description).joined(separator: ", ")),
                    redactions.apply(to: silence.draft.why)
                        + (silence.expiredBy.map { " (ended by \(redactions.apply(to: $0)))" } ?? ""),
                ]
            }
            + tables.maintenance.compactMap { window in
                window.turn(at: now).map { turn in
                    [
                        "-",
                        (turn.isInForce(at: now) ? StoredSilence.State.active : .pending).rawValue,
                        turn.from.readable, turn.until.readable, "maintenance \"\(window.name)\"",
                        Self.words(window.selector), window.why,
                    ]
                }
            }
    }

    var text: String {
        guard !rows.isEmpty else { return "no silence" }
        let all =
            [["ID", "STATE", "FROM", "UNTIL", "BY", "MATCH", "WHY"]] + rows.map { $0.map { $0.singleLine(limit: 300) } }
        let widths = (0..<6).map { column in all.map { $0[column].columnCount }.max() ?? 0 }
        return all.map { row in
            (zip(row, widths).map { $0.padded(to: $1) } + [row[6]]).joined(separator: "  ").trimmingBlanks()
        }.joined(separator: "\n")
    }

    private static func words(_ selector: AlertSelector) -> String {
        let any = selector.any.map { $0.map(\.description).joined(separator: ", ") }.joined(separator: " or ")
        return (selector.all.map(\.description) + (any.isEmpty ? [] : [any])).joined(separator: ", ")
    }
}

/// What a silence would hide, for the terminal.
struct SilencePreviewReport {
    let preview: SilencePreview

    init(_ preview: SilencePreview) { self.preview = preview }

    var text: String {
        [
            ("Open now", "open incidents", preview.open),
            ("Of the last week", "incidents that are over", preview.lastWeek),
        ]
        .map { heading, what, part in
            let told = part.told > 0 ? ", \(part.told) told all the same" : ""
            let more = part.hidden + part.told - part.rows.count
            let lines = part.rows.map { row in
                "- #\(row.incident.id) \(row.incident.priority.rawValue) \(row.incident.status.rawValue), \(row.words): \(row.incident.title)"
                    .singleLine(limit: 400)
            }
            return
                (["\(heading): \(part.hidden) of \(part.looked) \(what) hidden\(told)"] + lines
                + (more > 0 ? ["- and \(more) more"] : [])).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }
}
