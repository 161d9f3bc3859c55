/// `digest` in `routes/escalation.yaml`: when some contacts are told, once a working day, what is open and what happened.
package struct DigestSettings: Sendable, Equatable {
    /// Minutes after midnight.
    package let minute: Int
    /// Roles of the contact table.
    package let roles: [String]

    package init(minute: Int, roles: [String]) {
        self.minute = minute
        self.roles = roles
    }
}

/// Whether a step is told by the digest and not by a message of its own.
package enum DigestChoice: String, Sendable, CaseIterable, Encodable {
    case never
    case always
    /// At once within business hours.
    case outsideBusinessHours = "outside_business_hours"
}

extension RoutingTables {
    /// By whose clock a role's digest comes: their own, that of the rota which fills the role, else that of business hours.
    /// `nil` where there are none: then there is no digest.
    package func digestClock(of role: String) -> LocalClock? {
        guard let businessHours else { return nil }
        if let rota = contacts.rotaRoles[role].flatMap({ name in contacts.rotas.first { $0.name == name } }) {
            return rota.clock
        }
        let own = contacts.contacts.first { $0.role == role }?.clock
        return own ?? contacts.people.first { $0.contact.role == role }?.clock
            ?? LocalClock(timeZone: businessHours.timeZone)
    }

    /// By which a contact is told times in messages: as `ContactTable.clock(of:)` has it, else the usual one.
    package func messageClock(of contact: String) -> LocalClock { contacts.clock(of: contact) ?? usualClock }

    /// That of business hours, and without them UTC.
    package var usualClock: LocalClock { businessHours.flatMap { LocalClock(timeZone: $0.timeZone) } ?? .utc }

    /// The first digest of a role after a time, on a working day: one of the days of business hours and no holiday.
    ///
    /// - Returns: `nil` where the role has none, or no day of the next year is a working day.
    package func nextDigest(for role: String, after time: Timestamp) -> Timestamp? {
        digest(for: role, onDays: 0...366, from: time) { $0 > time }
    }

    /// The last one until a time, that instant included.
    package func lastDigest(for role: String, until time: Timestamp) -> Timestamp? {
        digest(for: role, onDays: -366...0, from: time, backwards: true) { $0 <= time }
    }

    private func digest(
        for role: String, onDays days: ClosedRange<Int>, from time: Timestamp, backwards: Bool = false,
        _ fits: (Timestamp) -> Bool
    ) -> Timestamp? {
        guard let digest, digest.roles.contains(role), let businessHours, let clock = digestClock(of: role) else {
            return nil
        }
        let today = clock.reading(at: time).day
        for offset in backwards ? Array(days.reversed()) : Array(days) {
            guard businessHours.isWorkday(today + offset) else { continue }
            let instant = clock.instant(day: today + offset, minute: digest.minute)
            if fits(instant) { return instant }
        }
        return nil
    }

    /// When a step's contacts hear of it by the digest; `nil` where they are told at once, as by a step of a frozen policy
    /// whose contacts have no digest any more.
    package func digestTime(of step: EscalationStep, at now: Timestamp) -> Timestamp? {
        switch step.digest {
        case .never: return nil
        case .outsideBusinessHours where businessHours?.contains(now) ?? true: return nil
        case .always, .outsideBusinessHours: break
        }
        let times = step.notify.map { nextDigest(for: $0, after: now) }
        return times.contains(nil) ? nil : times.compactMap(\.self).max()
    }
}
