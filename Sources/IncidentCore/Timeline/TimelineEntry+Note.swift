extension TimelineEntry {
    /// So long after a note the same words by the same person are another press of the same button.
    package static let notedTwiceWithin: Duration = .seconds(60)

    /// Whether it is the note that somebody sends again.
    package func isNote(_ text: String, by person: String, sentAgainAt now: Timestamp) -> Bool {
        // A clock that was set back says nothing of it.
        kind == .noted && summary == text && PersonName.isSame(actor, person)
            && now >= at && now - at < Self.notedTwiceWithin
    }
}
