internal import IncidentCore
internal import IncidentStore
internal import IncidentViews

/// What `silences.mustache` shows, as strings ready to be escaped.
struct SilencePage: Sendable {
    let title = "Silences"
    let warnings: [PageWarning]
    let hasWarnings: Bool
    let current: [Row]
    let hasCurrent: Bool
    let past: [Row]
    let hasPast: Bool
    let windows: [Window]
    let hasWindows: Bool
    let token: String
    /// The form as it was filled in.
    let match: String
    let from: String
    /// By whose clock a time is read that has no zone.
    let zone: String
    let until: String
    let duration: String
    let name: String
    let why: String
    let allowsLonger: Bool
    /// Why what was asked could not be done.
    let refusal: String?
    let preview: Preview?
    let now: String

    struct Row: Sendable {
        let id: Int64
        let state: String
        let match: String
        let from: TimeText
        let until: TimeText
        let left: String?
        let by: String
        let why: String
        /// Who ended it before its time, where somebody did.
        let ended: String?
        let expireAddress: String
    }

    struct Window: Sendable {
        let name: String
        let state: String
        let match: String
        let from: TimeText
        let until: TimeText
        let why: String
    }

    struct Preview: Sendable {
        let match: String
        let parts: [Part]
    }

    struct Part: Sendable {
        let heading: String
        let summary: String
        let rows: [PreviewRow]
        let hidden: Int?
    }

    struct PreviewRow: Sendable {
        let id: Int64
        let address: String
        let priority: String
        let className: String
        let title: String
        let status: String
        let words: String
    }
}

extension SilencePage {
    /// - Parameters:
    ///   - asked: the form as it was filled in.
    ///   - refusal: why that could not be done.
    init(
        _ silences: [StoredSilence], _ windows: [MaintenanceWindow], asked: SilenceRequest, refusal: String?,
        preview: Preview?, redactions: Redactions, token: String, warnings: [PageWarning], in context: PageContext
    ) {
        let now = context.now
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        let rows = silences.map { ($0.state(at: now), Row($0, redactions, in: context)) }
        current = rows.filter { $0.0 != .expired }.map(\.1)
        hasCurrent = !current.isEmpty
        past = rows.filter { $0.0 == .expired }.map(\.1)
        hasPast = !past.isEmpty
        self.windows = windows.compactMap { Window($0, in: context) }
        hasWindows = !self.windows.isEmpty
        self.token = token
        match = asked.match.joined(separator: "\n")
        zone = context.clock.timeZone
        (from, until, duration) = (asked.from, asked.until, asked.duration)
        (name, why, allowsLonger) = (asked.by, asked.why, asked.allowsLonger)
        self.refusal = refusal.map(context.said)
        self.preview = preview
        self.now = context.readable(now)
    }
}

extension SilencePage.Row {
    init(_ silence: StoredSilence, _ redactions: Redactions, in context: PageContext) {
        let now = context.now
        let state = silence.state(at: now)
        id = silence.id
        self.state = state.rawValue
        match = redactions.apply(to: silence.draft.matchers.map(\.description).joined(separator: ", ")).shown(2000)
        from = TimeText(silence.draft.from, in: context)
        until = TimeText(silence.until, in: context)
        left =
            switch state {
            case .pending: "begins in \((silence.draft.from - now).nearestMinute.prometheusRounded)"
            case .active: "\((silence.until - now).nearestMinute.prometheusRounded) left"
            case .expired: nil
            }
        by = redactions.apply(to: silence.draft.by)
        why = redactions.apply(to: silence.draft.why)
        ended = silence.expiredBy.map { "ended by \(redactions.apply(to: $0))" }
        expireAddress = Routes.expireSilence(silence.id)
    }
}

extension SilencePage.Window {
    init?(_ window: MaintenanceWindow, in context: PageContext) {
        let now = context.now
        guard let turn = window.turn(at: now) else { return nil }
        name = window.name
        state = (turn.isInForce(at: now) ? StoredSilence.State.active : .pending).rawValue
        let any = window.selector.any.map { $0.map(\.description).joined(separator: ", ") }.joined(separator: " or ")
        match = (window.selector.all.map(\.description) + (any.isEmpty ? [] : [any])).joined(separator: ", ")
        from = TimeText(turn.from, in: context)
        until = TimeText(turn.until, in: context)
        why = window.why
    }
}

extension SilencePage.Preview {
    init(_ preview: SilencePreview, of matchers: [Matcher]) {
        match = matchers.map(\.description).joined(separator: ", ")
        parts = [
            SilencePage.Part(preview.open, heading: "Open now", of: "open incidents"),
            SilencePage.Part(preview.lastWeek, heading: "Of the last week", of: "incidents that are over"),
        ]
    }
}

extension SilencePage.Part {
    init(_ part: SilencePreview.Part, heading: String, of what: String) {
        self.heading = heading
        summary =
            "\(part.hidden) of \(part.looked) \(what) hidden"
            + (part.told > 0 ? ", \(part.told) told all the same" : "")
        rows = part.rows.map { row in
            let incident = row.incident
            return SilencePage.PreviewRow(
                id: incident.id, address: Routes.incident(incident.id), priority: incident.priority.rawValue,
                className: incident.priority.rawValue.lowercased(), title: incident.title,
                status: incident.status.rawValue, words: row.words)
        }
        let more = part.hidden + part.told - part.rows.count
        hidden = more > 0 ? more : nil
    }
}
