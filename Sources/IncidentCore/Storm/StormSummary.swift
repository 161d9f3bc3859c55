/// What an address is told once a storm is over: all that was held back for it, with how it stands.
package struct StormSummary: Sendable, Equatable {
    package let storm: Storm
    package let contact: String
    package let clock: LocalClock
    /// The most urgent first.
    package let entries: [Entry]
    /// Of which number it is known only.
    package let omitted: Int
    /// Messages that were held back.
    package let held: Int
    /// When the last message went out that told some of it; `nil` where none has.
    package let toldLastAt: Timestamp?
    /// What became of the message that tells this; `nil` where there is none.
    package let telling: StormTelling?
    package let url: String

    package struct Entry: Sendable, Equatable {
        package let incident: Incident
        package let url: String

        package init(_ incident: Incident, url: String) {
            self.incident = incident
            self.url = url
        }
    }

    package init(
        _ storm: Storm, contact: String, clock: LocalClock, entries: [Entry], omitted: Int, held: Int,
        toldLastAt: Timestamp?, telling: StormTelling? = nil, url: String
    ) {
        self.storm = storm
        self.contact = contact
        self.clock = clock
        self.entries = entries
        self.omitted = omitted
        self.held = held
        self.toldLastAt = toldLastAt
        self.telling = telling
        self.url = url
    }

    package var bulletin: Bulletin {
        Bulletin(
            headline: headline, standing: standing, sections: sections, url: url, urlTitle: "All of this storm",
            content: .storm(self))
    }

    package var headline: String {
        "Storm: \(counted(entries.count + omitted, "incident was", "incidents were")) held back"
    }

    package var standing: String {
        let isOver = storm.calmAt == nil
        let told = toldLastAt.map { "\(isOver ? " to" : " on, told last at") \(clock.text(of: $0)) \(clock.timeZone)" }
        let until = told ?? " \(clock.timeZone)\(isOver ? "" : " on, not told yet")"
        let what = "\(counted(held, "message", "messages")) held back"
        return
            "for \(contact.singleLine(limit: 100)), \(storm.method.text), from \(clock.text(of: storm.beganAt))\(until): "
            + what
    }

    /// How its end was told.
    package var endWords: String {
        guard storm.calmAt == nil else { return "no summary yet: the storm goes on" }
        guard let telling else { return "no summary: all of it was told" }
        let way = "to \(contact.singleLine(limit: 100)), \(telling.method.text)"
        switch telling.state {
        case .sent: return "told in a summary \(way): \(telling.evidence.singleLine(limit: 300))"
        case .failed, .cancelled: return "the summary is told to nobody: \(telling.evidence.singleLine(limit: 300))"
        case .pending, .sending, .unknown: return "the summary \(way) is on its way"
        }
    }

    /// By how they stand, what waits for somebody first.
    package var groups: [(title: String, entries: [Entry])] {
        let parts: [(String, IncidentStatus)] = [
            ("Nobody has taken", .triggered), ("Taken", .acknowledged), ("Over", .resolved),
        ]
        return parts.compactMap { title, status in
            let those = entries.filter { $0.incident.status == status }
            return those.isEmpty ? nil : ("\(title): \(those.count)", those)
        }
    }

    package var sections: [Bulletin.Section] {
        let sections = groups.map { group in
            Bulletin.Section(
                title: group.title,
                lines: group.entries.map { entry in
                    let link = entry.url.hasPrefix("http") ? " \(entry.url)" : ""
                    return "\(entry.incident.nameLine): \(entry.incident.ownerWords)\(link)"
                }, shortNames: group.entries.map { "#\($0.incident.id)" })
        }
        guard omitted > 0 else { return sections }
        return sections + [Bulletin.Section(title: "And \(omitted) more", lines: ["they stand at \(url)"])]
    }

    private func counted(_ count: Int, _ one: String, _ several: String) -> String {
        "\(count) \(count == 1 ? one : several)"
    }
}
