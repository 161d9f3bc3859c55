extension Message {
    /// That nothing wrong was found because not all that was to look could: `Not known: none of the 6 collectors could look
    /// (label namespace is …)`; `nil` where something was found, or all have looked.
    package var unseenWords: String? {
        guard notification.event.showsDiagnostics, findings.likelyCause == nil else { return nil }
        let looks = CollectorLooks(
            artifacts.map {
                CollectorLooks.Run(
                    collector: $0.collector, outcome: $0.outcome,
                    obstacle: $0.outcome.obstacle(in: $0.output, after: $0.duration))
            })
        let cause = UnknownCause(isBeingDiagnosed: isBeingDiagnosed, looks)
        guard cause.isBlind else { return nil }
        let words = said(cause.words)
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}
