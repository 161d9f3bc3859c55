internal import IncidentCore
internal import IncidentStore

/// What `digest.mustache` shows, as strings ready to be escaped.
struct DigestPage: Sendable {
    let title = "Digest"
    /// What of it has a clock of its own.
    let ownTimes: String
    let warnings: [PageWarning]
    let hasWarnings: Bool
    let heading: String
    let standing: String
    let sections: [Section]
    let sent: [Sent]
    let hasSent: Bool

    struct Section: Sendable {
        let name: String
        let lines: [String]
    }

    /// One that was owed to somebody.
    struct Sent: Sendable {
        let planned: String
        let words: String
    }

    init(_ digest: Digest, _ newest: [StoredBulletin], warnings: [PageWarning], in context: PageContext) {
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        ownTimes = "The digest is by the clock of \(digest.clock.timeZone)"
        heading = digest.headline
        standing = digest.standing
        sections = digest.sections.map { Section(name: $0.title, lines: $0.lines) }
        sent = newest.map { stored in
            let evidence = stored.evidence.map { ": \($0.singleLine(limit: 300))" } ?? ""
            let owed = stored.owed
            return Sent(
                planned: context.readable(owed.plannedAt),
                words: "\(owed.contact), \(owed.method.text), \(owed.state.rawValue)\(evidence)")
        }
        hasSent = !sent.isEmpty
    }
}
