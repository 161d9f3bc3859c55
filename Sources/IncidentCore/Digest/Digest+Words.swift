// A digest for people; times are by its clock. Titles come from alerts: each is one line here, and is not escaped.
extension Digest {
    private static let titleLimit = 160

    /// `Digest: 3 open, 1 overdue`, for a subject.
    package var headline: String { "Digest: \(countWords)" }

    /// For whom, when, and by which clock.
    package var standing: String {
        let late = plannedAt.map { ", late: it was due at \(clock.text(of: $0)), and could not be sent then" } ?? ""
        return "for \(contact.singleLine(limit: 100)), \(clock.text(of: at)) \(clock.timeZone)\(isLate ? late : "")"
    }

    package var sections: [Bulletin.Section] {
        openSections(linked: false)
            + [
                Bulletin.Section(
                    title: "Since \(clock.text(of: since))",
                    lines: happened.isEmpty ? ["nothing happened"] : happened.map(story),
                    more: max(0, happenedCount - happened.count)),
                Bulletin.Section(title: "On call today", lines: onCall.isEmpty ? ["there is no rota"] : onCall),
            ]
    }

    /// What is overdue, and what else is open; none that is empty.
    ///
    /// - Parameter isLinked: whether each has the address of its page.
    func openSections(linked isLinked: Bool) -> [Bulletin.Section] {
        let others = open.filter { !$0.incident.isOverdue }.map { line($0, linked: isLinked) }
        let hidden = max(0, openCount - open.count)
        let hiddenOverdue = min(hidden, max(0, overdueCount - overdue.count))
        return [
            Bulletin.Section(
                title: "Overdue", lines: overdue.map { line($0, linked: isLinked) }, more: hiddenOverdue),
            Bulletin.Section(title: openTitle, lines: others, more: hidden - hiddenOverdue),
        ].filter { !$0.lines.isEmpty }
    }

    /// As it is sent to a contact.
    package var bulletin: Bulletin {
        Bulletin(
            headline: headline, standing: standing, sections: sections, url: url, urlTitle: "All that is open",
            content: .digest(self))
    }

    /// As plain text.
    package var text: String { bulletin.text }

    private var overdue: [Entry] { open.filter(\.incident.isOverdue) }

    /// `3 open, 1 overdue`.
    var countWords: String {
        let overdue = overdueCount > 0 ? ", \(overdueCount) overdue" : ""
        return openCount == 0 ? "nothing is open" : "\(openCount) open\(overdue)"
    }

    private var openTitle: String {
        let counts = Priority.allCases.compactMap { priority in
            openCounts[priority].flatMap { $0 > 0 ? "\(priority.rawValue) \($0)" : nil }
        }
        return counts.isEmpty ? "Open" : "Open: \(counts.joined(separator: ", "))"
    }

    private func line(_ entry: Entry, linked isLinked: Bool) -> String {
        let incident = entry.incident
        let late = incident.response.missed.flatMap {
            incident.isOverdue ? ", to be taken by \(clock.text(of: $0))" : nil
        }
        let silenced = incident.silence == nil ? "" : ", silenced"
        let held = entry.isHeld ? ", told to nobody before" : ""
        let link = isLinked && entry.url.isWebLink ? ", \(entry.url)" : ""
        return
            "\(name(entry)): \(owner(incident)), since \(clock.text(of: incident.openedAt))\(late ?? "")\(silenced)\(held)\(link)"
    }

    /// What became of it.
    private func story(_ entry: Entry) -> String {
        let incident = entry.incident
        var parts = incident.openedAt >= since ? ["opened \(clock.text(of: incident.openedAt))"] : []
        if let owner = incident.acknowledgedBy, let time = incident.acknowledgedAt {
            parts.append("taken by \(owner.singleLine(limit: 60)) \(clock.text(of: time))")
        }
        if incident.status == .resolved, let time = incident.resolvedAt {
            let person = incident.resolvedBy.map { $0.singleLine(limit: 60) } ?? "its alerts"
            parts.append("resolved by \(person) \(clock.text(of: time))")
        }
        if entry.isHeld, incident.status == .resolved { parts.append("came and went before this digest") }
        if incident.response.missed != nil { parts.append("late") }
        return "\(name(entry)): \(parts.joined(separator: ", "))"
    }

    private func name(_ entry: Entry) -> String {
        let incident = entry.incident
        return "#\(incident.id) \(incident.priority.rawValue) \(incident.title.singleLine(limit: Self.titleLimit))"
    }

    private func owner(_ incident: Incident) -> String {
        incident.status == .acknowledged
            ? "taken by \((incident.acknowledgedBy ?? "somebody").singleLine(limit: 60))" : "nobody has taken it"
    }
}
