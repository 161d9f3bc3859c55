/// One row of the contact table: a role, and the ways to reach who has it, in the order to try.
package struct Contact: Sendable, Equatable {
    package let role: String
    /// As the runbook writes it: a mail address.
    package let address: String
    package let escalationPath: [ContactMethod]
    /// Where they live, for the times that they are told; of a person `Person.clock` has it.
    package let clock: LocalClock?

    package init(role: String, address: String, escalationPath: [ContactMethod], clock: LocalClock? = nil) {
        self.role = role
        self.address = address
        self.escalationPath = escalationPath
        self.clock = clock
    }
}

/// Somebody who takes turns, with ways to be reached of their own.
package struct Person: Sendable, Equatable {
    /// Its role is the person's name: who is named there can be told as any other contact.
    package let contact: Contact
    /// Where they live, for the times that they are told; `nil` is where their rotas are.
    package let clock: LocalClock?
    /// Other names of theirs, as calendars write them.
    package let knownAs: [String]

    package init(contact: Contact, clock: LocalClock? = nil, knownAs: [String] = []) {
        self.contact = contact
        self.clock = clock
        self.knownAs = knownAs
    }
}

/// `routes/contacts.yaml`.
package struct ContactTable: Sendable, Equatable {
    /// Those with ways to be reached of their own.
    package let contacts: [Contact]
    package let people: [Person]
    package let rotas: [Rota]
    /// The rota that fills a role, by the role.
    package let rotaRoles: [String: String]
    /// The file that has them, as messages name it.
    package var path = "routes/contacts.yaml"
    /// What the store has of them.
    package var overrides: [RotaOverride] = []
    /// By the role, who has it; empty where no instant was asked for.
    var holders: [String: RoleHolder] = [:]

    package init(
        contacts: [Contact], people: [Person] = [], rotas: [Rota] = [], rotaRoles: [String: String] = [:]
    ) {
        self.contacts = contacts
        self.people = people
        self.rotas = rotas
        self.rotaRoles = rotaRoles
    }

    /// Through which somebody may be told.
    package var endpoints: Set<EndpointID> {
        Set((contacts + people.map(\.contact)).flatMap(\.escalationPath).map(\.endpoint))
    }

    /// A role that a rota fills has a contact at an instant only (`onCall(at:)`).
    package subscript(role: String) -> Contact? {
        // By index: a closure would be given a copy of each contact.
        for place in contacts.indices where contacts[place].role == role { return contacts[place] }
        for place in people.indices where people[place].contact.role == role { return people[place].contact }
        return holders[role]?.contact
    }

    /// The contact that a person's name means: a role, or a mail address of a row's own or of its path, in whatever letters.
    ///
    /// - Returns: `nil` also when it may mean several: whom a shared mailbox belongs to, nobody can say.
    package func contact(called name: String) -> Contact? {
        if let exact = self[name] { return exact }
        let name = Self.folded(name)
        let meanings: [(Contact) -> Bool] = [
            { Self.folded($0.role) == name }, { Self.folded($0.address) == name },
            { $0.escalationPath.contains { $0.address.contains("@") && Self.folded($0.address) == name } },
        ]
        for means in meanings {
            let meant = (contacts + people.map(\.contact)).filter(means)
            if !meant.isEmpty { return meant.count == 1 ? meant[0] : nil }
        }
        return nil
    }

    /// A person's name as it is kept: of a contact the role, so that what it does is known for its own however it writes
    /// itself.
    package func name(of person: String) -> String { contact(called: person)?.role ?? person }

    /// By which whoever goes by a role or a name is told times: their own, or that of a rota which fills the role or in which
    /// they take turns; `nil` where nobody says.
    package func clock(of name: String) -> LocalClock? {
        if let row = contacts.first(where: { $0.role == name }) { return row.clock }
        if let rota = rotaRoles[name] { return rotas.first { $0.name == rota }?.clock }
        guard let person = people.first(where: { $0.contact.role == name }) else { return nil }
        return person.clock ?? rotas.first { $0.layers.contains { $0.people.contains(name) } }?.clock
    }

    private static func folded(_ name: String) -> String { name.singleLine(limit: 1000).lowercased() }
}
