// Who is told of what the steps of policies do not tell, in a way that rings.
extension Telling {
    /// Asks the owner to confirm, by the contact of that name; where the name is no contact, those told last. When none of
    /// these is rung by one of `keepers`, those ring as well where they stand acknowledged: a mail wakes nobody.
    package static func question(
        to owner: Contact?, _ history: TellingHistory, contacts: ContactTable, keepers: Set<NotifierKind>,
        reason: String
    ) -> [Telling] {
        let asked = owner.map { page(.confirmation, $0, methods: .first, reason: reason) } ?? []
        let last = asked.isEmpty ? each(of: history.toldLast, .confirmation, contacts, reason) : asked
        guard !last.contains(where: { keepers.contains($0.method.notifier) }) else { return last }
        return last + each(of: history.quiet(keepers), .confirmation, contacts, reason)
    }

    /// Tells that nobody has it any more: the owner, unless a step does at this very moment, and `keepers` where they stand
    /// acknowledged. Where the policy wants one kind only, such as mail, nothing louder.
    ///
    /// - Parameter methods: as the steps of its policy use them.
    package static func release(
        from owner: Contact?, _ history: TellingHistory, contacts: ContactTable, keepers: Set<NotifierKind>,
        methods: MethodChoice, reason: String, at now: Timestamp
    ) -> [Telling] {
        var (choice, loud) = (MethodChoice.first, keepers)
        if case .only(let kind) = methods { (choice, loud) = (methods, keepers.intersection([kind])) }
        let quiet = each(of: history.quiet(loud), .released, contacts, reason)
        guard let owner, !history.isPaged(by: owner.escalationPath, at: now) else { return quiet }
        let told = page(.released, owner, methods: choice, reason: reason)
        return told + quiet.filter { telling in !told.contains { $0.method == telling.method } }
    }

    /// Tells whoever had it before it was over, and whoever was called in, that it is open again; not those whom a step
    /// tells at this very moment.
    ///
    /// - Parameters:
    ///   - owner: who had it; `nil` where nobody had, or the name is no contact.
    ///   - person: who has opened it, who need not be told.
    ///   - methods: as of `release`.
    package static func reopened(
        for owner: Contact?, besides person: String? = nil, _ history: TellingHistory, contacts: ContactTable,
        methods: MethodChoice, at now: Timestamp
    ) -> [Telling] {
        let choice = methods == .all ? .first : methods
        let others = history.calledIn.filter { $0 != owner?.role && $0 != person }.compactMap { contacts[$0] }
        let all = (owner.map { [($0, "had it before")] } ?? []) + others.map { ($0, "was called in before") }
        return all.filter { !history.isPaged($0.0.role, at: now) }.flatMap { contact, why in
            page(.reopened, contact, methods: choice, reason: reopenedReason + why)
        }
    }

    /// News for who has the incident, or had it until now, where none of their addresses has been told of it by a page: they
    /// took it from a list. `nil` where they cannot hear of it quietly.
    package static func news(
        _ cause: Cause, to holder: Contact, _ history: TellingHistory, keepers: Set<NotifierKind>, reason: String
    ) -> Telling? {
        // Of some the reason is only that they were told before, which they were not.
        history.quietMethod(of: holder, keepers).map {
            Telling(
                cause, contact: holder.role, method: $0,
                reason: reason == toldBefore ? hadItBefore : reason)
        }
    }

    /// Reminds the owner of the end of what they have; `nil` where they cannot hear of it quietly.
    package static func reminder(
        to owner: Contact, _ history: TellingHistory, keepers: Set<NotifierKind>, reason: String
    ) -> Telling? {
        history.quietMethod(of: owner, keepers).map {
            Telling(.reminder, contact: owner.role, method: $0, reason: reason)
        }
    }

    /// One for each, with those of the contact's later methods behind it that are not told themselves.
    private static func each(
        of addresses: [(contact: String, method: ContactMethod)], _ cause: Cause, _ contacts: ContactTable,
        _ reason: String
    ) -> [Telling] {
        addresses.map { contact, method in
            let path = contacts[contact]?.escalationPath ?? []
            let later = path.firstIndex(of: method).map { path.dropFirst($0 + 1) } ?? []
            return Telling(
                cause, contact: contact, method: method,
                remaining: later.filter { next in !addresses.contains { $0.method == next } }, reason: reason)
        }
    }
}
