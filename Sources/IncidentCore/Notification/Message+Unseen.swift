extension Message {
    /// That nothing wrong was found because not all that was to look could: `Not known: none of the 6 collectors could look
    /// (label namespace is …)`, or that what was found is about other things; `nil` where something of what the alerts name was
    /// found, or all have looked and found nothing.
    package var unseenWords: String? {
        guard notification.event.showsDiagnostics, findings.likelyCause == nil else { return nil }
        let looks = CollectorLooks(
            artifacts.map {
                CollectorLooks.Run(
                    collector: $0.collector, outcome: $0.outcome,
                    obstacle: $0.outcome.obstacle(in: $0.output, after: $0.duration))
            })
        let cause = UnknownCause(isBeingDiagnosed: isBeingDiagnosed, looks)
        let besides = cause.words(besides: findings)
        guard cause.isBlind || besides != cause.words else { return nil }
        let words = said(besides)
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}
