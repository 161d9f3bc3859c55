internal import IncidentCore
internal import IncidentStore
internal import IncidentViews

/// What `incident_list.mustache` shows, as strings ready to be escaped.
struct IncidentListPage: Sendable {
    let title = "Incidents"
    let warnings: [PageWarning]
    let hasWarnings: Bool
    let counts: [Count]
    let incidents: [Row]
    let isEmpty: Bool
    let emptyWords: String
    /// Where Alertmanager is to send, while it never has.
    let webhookAddress: String?
    let heard: TimeText?
    let statuses: [Choice]
    let priorities: [Choice]
    let text: String
    /// As they were typed.
    let since: String
    let until: String
    /// What a person should know of the search, in one line.
    let searchWords: String?
    let nextAddress: String?
    let shownAt: String

    struct Count: Sendable {
        let priority: String
        let className: String
        let count: Int
        let address: String
    }

    /// Where the next page begins.
    enum Next: Sendable {
        case after(UrgencyPlace)
        case before(Int64)
    }

    struct Row: Sendable {
        let id: Int64
        let address: String
        let priority: String
        let className: String
        let status: String
        /// That nobody has been reached, or that it fires on after a person closed it.
        let alarm: String?
        /// Until when nobody is told of it, at least.
        let silenced: String?
        /// How long there is to confirm what joined.
        let question: String?
        let title: String
        let rule: String
        let opened: TimeText
        let taken: String
        let firing: String
        let finding: String?
        /// Where a word stands that was searched for and that the title does not show.
        let found: Found?
    }

    struct Found: Sendable {
        let place: String
        let before: String
        let words: String
        let after: String
    }

    struct Choice: Sendable {
        let value: String
        let words: String
        let isChosen: Bool
    }

    /// - Parameter times: since and until, as they were typed.
    init(
        _ rows: [IncidentSummary], next: Next?, counts: [Priority: Int], filter: IncidentFilter,
        search: SearchOutcome?, times: (since: String, until: String), isFirst: Bool,
        heardAt: Timestamp?, webhookAddress: String, warnings: [PageWarning], now: Timestamp
    ) {
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        self.counts = Priority.allCases.map {
            Count(
                priority: $0.rawValue, className: $0.rawValue.lowercased(), count: counts[$0] ?? 0,
                address: "\(Routes.incidentListPage)?status=open&priority=\($0.rawValue)")
        }
        incidents = rows.map { Row($0, found: search?.places[$0.incident.id], now: now) }
        isEmpty = rows.isEmpty
        let isOpen = filter.statuses == [.triggered, .acknowledged]
        let narrowed =
            !filter.priorities.isEmpty || !(filter.text ?? "").isEmpty || filter.since != nil || filter.until != nil
            || !isFirst
        heard = heardAt.map { TimeText($0, now: now) }
        let isUnheard = rows.isEmpty && isOpen && !narrowed && heardAt == nil
        self.webhookAddress = isUnheard ? webhookAddress : nil
        emptyWords =
            isUnheard
            ? "Nothing has come from Alertmanager yet."
            : isOpen && !narrowed
                ? (warnings.isEmpty ? "Nothing is open. All quiet." : "Nothing is open.")
                : "No incident fits this filter."
        let chosen = isOpen ? "open" : filter.statuses.map(\.rawValue).joined(separator: ",")
        statuses = [
            ("open", "open"), ("triggered", "triggered"), ("acknowledged", "acknowledged"), ("resolved", "resolved"),
            ("triggered,acknowledged,resolved", "all"),
        ].map { Choice(value: $0, words: $1, isChosen: $0 == chosen) }
        priorities =
            [Choice(value: "", words: "any", isChosen: filter.priorities.isEmpty)]
            + Priority.allCases.map {
                Choice(value: $0.rawValue, words: $0.rawValue, isChosen: filter.priorities == [$0])
            }
        text = filter.text ?? ""
        (since, until) = times
        searchWords = search.map { $0.remarks.joined(separator: "; ") }.flatMap {
            $0.isEmpty ? nil : "\($0.prefix(1).uppercased())\($0.dropFirst())."
        }
        nextAddress = next.map { next in
            let place =
                switch next {
                case .after(let place): "after=\(place)"
                case .before(let id): "cursor=\(id)"
                }
            let limit = filter.limit == IncidentFilter().limit ? "" : "&limit=\(filter.limit)"
            let words = filter.priorities.map(\.rawValue).joined(separator: ",")
            let opened = [("since", times.since), ("until", times.until)].filter { !$1.isEmpty }
                .map { "&\($0)=\($1.percentEncoded)" }.joined()
            return "\(Routes.incidentListPage)?status=\(chosen.percentEncoded)&priority=\(words)"
                + "&q=\((filter.text ?? "").percentEncoded)\(opened)\(limit)&\(place)"
        }
        shownAt = now.readable
    }
}

extension IncidentFilter {
    /// Whether it leaves out what is over.
    var isOfOpenOnly: Bool { !statuses.isEmpty && !statuses.contains(.resolved) }
}

extension IncidentListPage.Row {
    init(_ summary: IncidentSummary, found: FoundPlace?, now: Timestamp) {
        let incident = summary.incident
        id = incident.id
        address = Routes.incident(incident.id)
        priority = incident.priority.rawValue
        className = incident.priority.rawValue.lowercased()
        status = incident.status.rawValue
        alarm = summary.alarm
        silenced = incident.silence.map { "silenced until \($0.until.readable)" }
        question = incident.taking.openQuestion.flatMap { _ in incident.taking.confirmBy }.map {
            $0 > now ? "to confirm within \(($0 - now).prometheusRounded)" : "to confirm now"
        }
        title = incident.title
        rule = incident.rule
        opened = TimeText(incident.openedAt, now: now)
        taken = incident.takenWords
        firing = "\(incident.firingCount)"
        finding = summary.findings.first?.text
        self.found = found.map {
            IncidentListPage.Found(
                place: $0.name, before: $0.excerpt.before, words: $0.excerpt.found, after: $0.excerpt.after)
        }
    }
}

/// A time for machines and for people.
struct TimeText: Sendable {
    let iso: String
    let words: String
    let ago: String
    /// `16:23 UTC`, with its day where that is another one.
    let clock: String
    /// The same with its seconds, without its zone.
    let exact: String

    init(_ time: Timestamp, now: Timestamp) {
        clock = time.clockWords(at: now)
        exact = time.exactWords(at: now)
        iso = time.rfc3339
        words = time.readable
        ago = "\((now - time).prometheusRounded) ago"
    }
}
