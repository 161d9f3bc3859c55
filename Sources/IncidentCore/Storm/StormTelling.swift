/// What became of the message that sums up a storm.
package struct StormTelling: Sendable, Equatable {
    package let method: ContactMethod
    package let state: NotificationState
    /// What the other side said last, or why it is told to nobody.
    package let evidence: String

    package init(method: ContactMethod, state: NotificationState, evidence: String) {
        self.method = method
        self.state = state
        self.evidence = evidence
    }
}

/// How much was held back in a storm, and how much of it was told.
package struct StormCount: Sendable, Equatable {
    /// Messages that were held back.
    package let held: Int
    /// Those of them that went out.
    package let told: Int
    /// In how many messages.
    package let messages: Int

    package init(held: Int, told: Int, messages: Int) {
        self.held = held
        self.told = told
        self.messages = messages
    }

    /// Whether its end is told once more. Not so of one message that was only late; nor where all of it was told, in one
    /// message that named each, or each by an alert of its own.
    package func needsSummary(keepsIncidents: Bool) -> Bool {
        guard held > 1 else { return false }
        guard told == held else { return true }
        return !keepsIncidents && (messages > 1 || held - 1 > AlsoTold.namedByAll)
    }
}
