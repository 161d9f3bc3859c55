/// One digest owed to one contact, by one of their methods at a time.
package struct OwedDigest: Sendable, Equatable {
    package let id: Int64
    package let contact: String
    package let plannedAt: Timestamp
    package let since: Timestamp
    package var method: ContactMethod
    /// The contact's methods after this one.
    package var remaining: [ContactMethod]
    package var state: NotificationState
    /// Attempts by this method, the one under way included.
    package var attempts: Int
    /// When this method was tried first: giving up is counted from then.
    package var triedFrom: Timestamp

    package init(
        id: Int64, contact: String, plannedAt: Timestamp, since: Timestamp, method: ContactMethod,
        remaining: [ContactMethod], state: NotificationState, attempts: Int, triedFrom: Timestamp
    ) {
        self.id = id
        self.contact = contact
        self.plannedAt = plannedAt
        self.since = since
        self.method = method
        self.remaining = remaining
        self.state = state
        self.attempts = attempts
        self.triedFrom = triedFrom
    }
}

/// A digest as it goes out.
package struct DigestMessage: Sendable, Equatable {
    package let owed: OwedDigest
    package let digest: Digest
    package let installation: String
    package let now: Timestamp

    package init(_ owed: OwedDigest, _ digest: Digest, installation: String, now: Timestamp) {
        self.owed = owed
        self.digest = digest
        self.installation = installation
        self.now = now
    }
}

/// The ways by which a contact's digest goes: those of an alert for each incident, such as PagerDuty, are for what rings.
package struct DigestRoute: Sendable, Equatable {
    package let contact: String
    package let methods: [ContactMethod]

    /// - Returns: `nil` when none of the contact's methods can tell it.
    package init?(_ contact: Contact, keepers: Set<NotifierKind>) {
        methods = contact.escalationPath.filter { !keepers.contains($0.notifier) }
        guard !methods.isEmpty else { return nil }
        self.contact = contact.role
    }
}
