internal import IncidentCore
internal import IncidentStore
internal import IncidentViews

/// What `incident_list.mustache` shows, as strings ready to be escaped.
struct IncidentListPage: Sendable {
    let title = "Incidents"
    let warnings: [PageWarning]
    let hasWarnings: Bool
    let counts: [Count]
    /// What stands there where nothing narrows the list.
    let room: ControlRoomPart?
    let incidents: [Row]
    let isEmpty: Bool
    let emptyWords: String
    /// Where incidents of another status or priority are that fit; `nil` where none is.
    let searchAllAddress: String?
    let statuses: [Choice]
    let priorities: [Choice]
    let text: String
    /// As they were typed.
    let since: String
    let until: String
    /// By whose clock these are.
    let zone: String
    /// Whether more narrows the list than words that are searched for.
    let isFiltered: Bool
    /// What a person should know of the search, in one line.
    let searchWords: String?
    let nextAddress: String?
    let nextWords: String
    let shownAt: String
    /// The page itself.
    let reloadAddress: String
    /// The newest that it shows: what comes after it is news.
    let lastEvent: Int64

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
        /// `nil` where the group says it.
        let status: String?
        /// That nobody has been reached, or that it fires on after a person closed it.
        let alarm: String?
        /// Until when nobody is told of it, at least.
        let silenced: String?
        /// How long there is to confirm what joined.
        let question: String?
        let title: String
        let opened: TimeText
        /// For whose digest it is held.
        let held: String?
        let taken: String?
        let firing: String
        let finding: String?
        /// Others that carry the same.
        let shared: [Shared]
        let hasShared: Bool
        /// Who has it and until when, or who is told next and when.
        let who: [WhoPart]
        let hasWho: Bool
        /// Where a word stands that was searched for and that the title does not show.
        let found: Found?
    }

    /// Of a sentence what is a date, which is not broken at its hyphens, or what is none.
    struct WhoPart: Sendable, Equatable {
        let whoPart: String
        let isDate: Bool
    }

    struct Found: Sendable {
        let place: String
        let before: String
        let words: String
        let after: String
    }

    /// Another incident that carries the same finding.
    struct Shared: Sendable {
        let before: String
        let id: Int64
        let address: String
    }

    struct Choice: Sendable {
        let value: String
        let words: String
        let isChosen: Bool
    }

    /// - Parameters:
    ///   - isStatusChosen: whether somebody has said of which status; else it is open, and of a search all.
    ///   - fitsElsewhere: whether nothing fits, but something of another status or priority would.
    ///   - times: since and until, as they were typed.
    init(
        _ rows: [IncidentSummary], room: ControlRoomPart? = nil, next: Next?, counts: [Priority: Int],
        filter: IncidentFilter, isStatusChosen: Bool = false, search: SearchOutcome? = nil, fitsElsewhere: Bool = false,
        times: (since: String, until: String) = ("", ""),
        isFirst: Bool, lastEvent: Int64, reloadAddress: String, warnings: [PageWarning], in context: PageContext
    ) {
        self.room = room
        (self.lastEvent, self.reloadAddress) = (lastEvent, reloadAddress)
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        self.counts = Priority.allCases.map {
            Count(
                priority: $0.rawValue, className: $0.rawValue.lowercased(), count: counts[$0] ?? 0,
                address: "\(Routes.incidentListPage)?status=open&priority=\($0.rawValue)")
        }
        incidents = rows.map { Row($0, found: search?.places[$0.incident.id], in: context) }
        isEmpty = rows.isEmpty
        let isOpen = filter.statuses == [.triggered, .acknowledged]
        let narrowed =
            !filter.priorities.isEmpty || !(filter.text ?? "").isEmpty || filter.since != nil || filter.until != nil
            || !isFirst
        let isUnfinished = search?.searched != nil
        emptyWords =
            isUnfinished
            ? "Nothing found so far." : isOpen && !narrowed ? "Nothing is open." : "No incident fits this filter."
        nextWords = isUnfinished ? "Search older incidents" : "More incidents"
        let statusWords = filter.statuses.map(\.rawValue).joined(separator: ",")
        let chosen = !isStatusChosen ? "" : isOpen ? "open" : statusWords
        statuses = Choice.all(
            [
                ("", "open (a search: all)"), ("open", "only open"), ("triggered", "triggered"),
                ("acknowledged", "acknowledged"), ("resolved", "resolved"), ("triggered,acknowledged,resolved", "all"),
            ], chosen: chosen)
        priorities = Choice.all(
            [("", "any")] + Priority.allCases.map { ($0.rawValue, $0.rawValue) },
            chosen: filter.priorities.map(\.rawValue).joined(separator: ","))
        text = filter.text ?? ""
        (since, until) = times
        zone = context.clock.timeZone
        isFiltered =
            isStatusChosen && !isOpen || !filter.priorities.isEmpty || filter.since != nil || filter.until != nil
        searchWords = search.map { $0.remarks.joined(separator: "; ") }.flatMap {
            $0.isEmpty ? nil : "\($0.prefix(1).uppercased())\($0.dropFirst())."
        }
        let opened = [("since", times.since), ("until", times.until)].filter { !$1.isEmpty }
            .map { "&\($0)=\($1.percentEncoded)" }.joined()
        let searched = "q=\((filter.text ?? "").percentEncoded)\(opened)"
        searchAllAddress = fitsElsewhere ? "\(Routes.incidentListPage)?\(searched)" : nil
        nextAddress = next.map { next in
            let place =
                switch next {
                case .after(let place): "after=\(place)"
                case .before(let id): "cursor=\(id)"
                }
            let limit = filter.limit == IncidentFilter().limit ? "" : "&limit=\(filter.limit)"
            let words = filter.priorities.map(\.rawValue).joined(separator: ",")
            return "\(Routes.incidentListPage)?status=\(chosen.percentEncoded)&priority=\(words)"
                + "&\(searched)\(limit)&\(place)"
        }
        shownAt = context.readable(context.now)
    }
}

extension IncidentFilter {
    /// Whether it leaves out what is over.
    var isOfOpenOnly: Bool { !statuses.isEmpty && !statuses.contains(.resolved) }

    /// Whether words are searched for.
    var hasWords: Bool { !(text ?? "").trimmingBlanks().isEmpty }

    /// Whether more would fit without what was chosen besides the words.
    func isNarrowed(byStatus isStatusChosen: Bool) -> Bool { hasWords && (isStatusChosen || !priorities.isEmpty) }

    /// The same words in incidents of every status and priority; one of these is enough.
    var widened: IncidentFilter {
        var filter = self
        (filter.statuses, filter.priorities, filter.limit) = ([], [], 1)
        return filter
    }
}

extension IncidentListPage.Choice {
    /// What is chosen is among them, also where it is several at once.
    fileprivate static func all(_ choices: [(String, String)], chosen: String) -> [Self] {
        var all = choices.map { Self(value: $0.0, words: $0.1, isChosen: $0.0 == chosen) }
        if !all.contains(where: \.isChosen) {
            all.append(Self(value: chosen, words: chosen.replacing(",", with: ", "), isChosen: true))
        }
        return all
    }
}

extension IncidentListPage.Row {
    /// As it stands among others of all kinds.
    init(_ summary: IncidentSummary, found: FoundPlace?, in context: PageContext) {
        self.init(summary, found: found, in: context, isGrouped: false, findingShared: [], isFirst: true)
    }

    /// As it stands in a group.
    init(_ summary: IncidentSummary, sharing shared: SharedFindings, in context: PageContext) {
        let id = summary.incident.id
        self.init(
            summary, found: nil, in: context, isGrouped: true, findingShared: shared.others(than: id),
            isFirst: shared.isFirst(id))
    }

    private init(
        _ summary: IncidentSummary, found: FoundPlace?, in viewed: PageContext, isGrouped: Bool,
        findingShared others: [Int64], isFirst: Bool
    ) {
        let (incident, now) = (summary.incident, viewed.now)
        let context = viewed.quoting(incident)
        id = incident.id
        address = Routes.incident(incident.id)
        priority = incident.priority.rawValue
        className = incident.priority.rawValue.lowercased()
        status = isGrouped ? nil : incident.status.rawValue
        alarm = summary.alarm
        silenced = incident.silence.map { "silenced until \(context.readable($0.until))" }
        question = incident.taking.openQuestion.flatMap { _ in incident.taking.confirmBy }.map {
            $0 > now ? "to confirm within \(($0 - now).nearestMinute.prometheusRounded)" : "to confirm now"
        }
        title = context.said(incident.title)
        opened = TimeText(incident.openedAt, in: context)
        held = isGrouped ? nil : summary.digestWords(at: now, by: context.clock)
        taken = isGrouped ? nil : context.said(incident.takenWords)
        firing = incident.firingFact
        finding = isFirst ? summary.findings.likelyCause.map { context.clock.retold($0, $0.text) } : nil
        shared = IncidentListPage.Shared.all(others)
        hasShared = !others.isEmpty
        who = isGrouped ? IncidentListPage.WhoPart.all(summary.whoWords(at: now, by: context.clock)) : []
        hasWho = isGrouped
        self.found = found.map {
            IncidentListPage.Found(
                place: $0.name, before: $0.excerpt.before, words: $0.excerpt.found, after: $0.excerpt.after)
        }
    }
}

extension IncidentListPage.Shared {
    private static let shown = 5

    /// `#2, #5 and #7`; of many only the first.
    fileprivate static func all(_ ids: [Int64]) -> [IncidentListPage.Shared] {
        ids.prefix(shown).enumerated().map { place, id in
            let isLast = place == min(ids.count, shown) - 1
            return IncidentListPage.Shared(
                before: place == 0 ? "" : isLast ? " and " : ", ", id: id, address: Routes.incident(id))
        }
    }
}
