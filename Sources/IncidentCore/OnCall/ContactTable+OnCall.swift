extension ContactTable {
    /// Who is on call by each rota.
    package static let nobodyOnCall = "nobody is on call by rota "

    /// The table as it is at an instant: with somebody, or nobody, in each role that a rota fills.
    ///
    /// Asked for at the time of telling, because who was on call a minute ago may have gone to bed.
    package func onCall(at time: Timestamp) -> ContactTable {
        guard !rotaRoles.isEmpty else { return self }
        let rotas = Dictionary(rotas.map { ($0.name, holder($0, at: time)) }, uniquingKeysWith: { first, _ in first })
        var table = self
        table.holders = rotaRoles.compactMapValues { rotas[$0] }
        return table
    }

    /// The same with overrides.
    package func onCall(at time: Timestamp, overrides: [RotaOverride]) -> ContactTable {
        var table = self
        table.overrides = overrides
        return table.onCall(at: time)
    }

    /// Everybody who can be named: roles, those that rotas fill among them, and people.
    package var names: [String] { contacts.map(\.role) + rotaRoles.keys.sorted() + people.map(\.contact.role) }

    private func holder(_ rota: Rota, at time: Timestamp) -> RoleHolder {
        let duty = rota.duty(at: time, overrides: heededOverrides)
        if let duty, let contact = self[duty.person] { return .onCall(contact, duty, rota: rota.name) }
        let because =
            duty.map { "\"\($0.person)\" is on call by rota \"\(rota.name)\" and stands nowhere in people" }
            ?? "\(Self.nobodyOnCall)\"\(rota.name)\""
        guard let fallBack = rota.fallBack.flatMap({ self[$0] }) else { return .nobody(because: because) }
        return .fallBack(fallBack, because: because)
    }

    /// Those that name somebody who can be told: who is gone since leaves the turn to whose it is.
    package var heededOverrides: [RotaOverride] { overrides.filter { self[$0.person] != nil } }

    /// Who is told for some roles, each once, with what follows the reason.
    package func addressees(of roles: [String]) -> [(contact: Contact, by: String)] {
        var found: [(contact: Contact, by: String)] = []
        for role in roles {
            guard let contact = self[role], !found.contains(where: { $0.contact.role == contact.role }) else {
                continue
            }
            found.append((contact, holders[role]?.suffix(for: role) ?? ""))
        }
        return found
    }

    /// Where of some roles nobody is on call, and what follows from it.
    package func vacancies(of roles: [String]) -> [String] {
        roles.compactMap { role in holders[role]?.vacancy(of: role) }
    }

    /// When nobody is on call by a rota within a span, or somebody whom nobody knows.
    package func gaps(
        in rota: Rota, from start: Timestamp, until end: Timestamp
    ) -> [(from: Timestamp, until: Timestamp, person: String?)] {
        rota.shifts(from: start, until: end, overrides: heededOverrides).filter { shift in
            shift.duty.map { self[$0.person] == nil } ?? true
        }.map { ($0.from, $0.until, $0.duty?.person) }
    }
}

extension RoutingTables {
    /// The tables as they are at an instant: with who is on call then.
    package func onCall(at time: Timestamp, overrides: [RotaOverride]) -> RoutingTables {
        guard !contacts.rotaRoles.isEmpty else { return self }
        var tables = self
        tables.contacts = tables.contacts.onCall(at: time, overrides: overrides)
        return tables
    }

    /// The same by the overrides that the contacts have with them.
    package func onCall(at time: Timestamp) -> RoutingTables { onCall(at: time, overrides: contacts.overrides) }
}
