extension TimelineEntry {
    /// So long after a note the same words by the same person are another press of the same button.
    package static let notedTwiceWithin: Duration = .seconds(60)

    /// Whether it is the note that somebody sends again.
    fileprivate func isNote(_ text: String, by person: String, sentAgainAt now: Timestamp) -> Bool {
        // A clock that was set back says nothing of it.
        kind == .noted && summary == text && PersonName.isSame(actor, person)
            && now >= at && now - at < Self.notedTwiceWithin
    }

    fileprivate var isOfStep: Bool { kind == .stepDone || kind == .stepUndone }
}

extension [TimelineEntry] {
    /// Whether these, the newest of a timeline, hold the note that somebody sends again.
    ///
    /// What is said with a step is said of that one: with the next step the same words are another note.
    package func holdNote(_ text: String, by person: String, sentAgainAt now: Timestamp) -> Bool {
        let start = lastIndex(where: \.isOfStep).map { $0 + 1 } ?? startIndex
        return self[start...].contains { $0.isNote(text, by: person, sentAgainAt: now) }
    }
}
