internal import IncidentCore

extension SimulationReport {
    /// For the terminal; what others wrote is on one line each.
    package var text: String {
        let compared = comparedWith.map { ", compared with \($0)" } ?? ""
        var lines = [
            "\(bodies) \(bodies == 1 ? "body" : "bodies") from \(Self.readable(from)) to \(Self.readable(until)), by \(tables)\(compared)"
        ]
        lines += notes.map { "note: \($0)" }
        for incident in incidents { lines += [""] + incident.lines }
        if incidents.isEmpty { lines += ["", comparedWith == nil ? "no incident" : "no incident to show"] }
        return (lines + [""] + contactLines + summary).joined(separator: "\n")
    }

    private var summary: [String] {
        guard let different, let comparedWith else { return [] }
        let what = different == 1 ? "1 incident is" : "\(different) incidents are"
        return [different == 0 ? "nobody is told otherwise than by \(comparedWith)" : "\(what) told otherwise"]
    }

    private var contactLines: [String] {
        guard !contacts.isEmpty else { return ["nobody is told"] }
        let rows = contacts.map { contact in
            let (now, before) = (contact.now, contact.before)
            func both(_ value: (ContactLoad) -> String) -> String {
                value(now) + (before.map { " (\(value($0)))" } ?? "")
            }
            return [
                contact.contact.singleLine(limit: 80), both { "\($0.messages)" }, both { "\($0.pages)" },
                both { "\($0.pagesAtNight)" },
                both { $0.longestWait.map { Duration.seconds($0).prometheusText } ?? "-" },
            ]
        }
        let heading = comparedWith == nil ? "messages by contact" : "messages by contact, and before"
        let table = Self.columns([["CONTACT", "MESSAGES", "PAGES", "AT NIGHT", "LONGEST WAIT"]] + rows)
        return [heading] + (table + contacts.compactMap(\.togetherWords)).map { "  \($0)" } + [""]
    }

    /// A time of JSON as people read it.
    fileprivate static func readable(_ time: String) -> String { Timestamp(rfc3339: time)?.readable ?? time }

    fileprivate static func columns(_ rows: [[String]]) -> [String] {
        let count = rows.first?.count ?? 0
        let widths = (0..<count).map { column in rows.map { $0[column].columnCount }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { $0.padded(toColumns: $1) }.joined(separator: "  ").trimmingBlanks()
        }
    }
}

extension SimulationReport.ShownContact {
    /// What of theirs stood in messages of other incidents; `nil` where nothing did.
    fileprivate var togetherWords: String? {
        let earlier = before.map { " (\($0.toldTogether))" } ?? ""
        guard now.toldTogether + (before?.toldTogether ?? 0) > 0 else { return nil }
        return
            "\(contact.singleLine(limit: 80)): \(now.toldTogether)\(earlier) more in messages of other incidents, held back in storms"
    }
}

extension SimulationReport.ShownIncident {
    fileprivate var lines: [String] {
        let rows = messages.map(\.columns)
        return ["\(title): \(standing)".singleLine(limit: 400)]
            + (rows.isEmpty ? ["  nobody is told"] : SimulationReport.columns(rows).map { "  \($0)" })
    }

    /// `P1, policy "page"; before incident 12, P2, policy "mail"`.
    private var standing: String {
        let former = before.map { "\($0.id.map { "incident \($0), " } ?? "")\($0.words)" }
        guard let now else { return "no incident now; before \(former ?? "none")" }
        return now.words + (former.map { "; before \($0)" } ?? "")
    }
}

extension SimulationReport.Standing {
    fileprivate var words: String {
        let names = policies.map { "\"\($0)\"" }.joined(separator: ", ")
        return names.isEmpty ? "\(priority), no policy" : "\(priority), policy \(names)"
    }
}

extension SimulationReport.ShownMessage {
    fileprivate var columns: [String] {
        [
            SimulationReport.readable(at ?? before ?? ""), event, contact.singleLine(limit: 80),
            method.singleLine(limit: 120), words, reason.singleLine(limit: 200),
        ].filter { !$0.isEmpty || difference != nil }
    }

    private var words: String {
        switch difference {
        case "same"?: return "as before"
        case "added"?: return failedBefore ? "failed before" : "not told before"
        case "gone"?: return "not told now"
        case let word?: return "\(Duration.seconds(seconds ?? 0).prometheusText) \(word)"
        case nil: return ""
        }
    }
}
