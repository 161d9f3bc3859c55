/// One message owed to one contact that is about no one incident, by one of their methods at a time.
package struct OwedBulletin: Sendable, Equatable {
    package let id: Int64
    package let kind: BulletinKind
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
    /// What one of this kind tells.
    package let handOff: HandOff?

    package init(
        id: Int64, kind: BulletinKind, contact: String, plannedAt: Timestamp, since: Timestamp, method: ContactMethod,
        remaining: [ContactMethod], state: NotificationState, attempts: Int, triedFrom: Timestamp,
        handOff: HandOff? = nil
    ) {
        self.id = id
        self.kind = kind
        self.contact = contact
        self.plannedAt = plannedAt
        self.since = since
        self.method = method
        self.remaining = remaining
        self.state = state
        self.attempts = attempts
        self.triedFrom = triedFrom
        self.handOff = handOff
    }
}

/// A bulletin as it goes out.
package struct BulletinMessage: Sendable, Equatable {
    package let owed: OwedBulletin
    package let bulletin: Bulletin
    package let installation: String
    package let now: Timestamp

    package init(_ owed: OwedBulletin, _ bulletin: Bulletin, installation: String, now: Timestamp) {
        self.owed = owed
        self.bulletin = bulletin
        self.installation = installation
        self.now = now
    }
}

/// The ways by which a contact's bulletins go: those of an alert for each incident, such as PagerDuty, are for what rings.
package struct BulletinRoute: Sendable, Equatable {
    package let contact: String
    package let methods: [ContactMethod]

    /// - Returns: `nil` when none of the contact's methods can tell it.
    package init?(_ contact: Contact, keepers: Set<NotifierKind>) {
        methods = contact.escalationPath.filter { !keepers.contains($0.notifier) }
        guard !methods.isEmpty else { return nil }
        self.contact = contact.role
    }
}
