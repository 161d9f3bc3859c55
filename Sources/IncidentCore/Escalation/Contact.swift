/// One row of the contact table: a role, and the ways to reach who has it, in the order to try.
package struct Contact: Sendable, Equatable {
    package let role: String
    /// As the runbook writes it: a mail address.
    package let address: String
    package let escalationPath: [ContactMethod]

    package init(role: String, address: String, escalationPath: [ContactMethod]) {
        self.role = role
        self.address = address
        self.escalationPath = escalationPath
    }
}

/// `routes/contacts.yaml`.
package struct ContactTable: Sendable, Equatable {
    package let contacts: [Contact]

    package init(contacts: [Contact]) { self.contacts = contacts }

    package subscript(role: String) -> Contact? { contacts.first { $0.role == role } }

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
            let meant = contacts.filter(means)
            if !meant.isEmpty { return meant.count == 1 ? meant[0] : nil }
        }
        return nil
    }

    /// A person's name as it is kept: of a contact the role, so that what it does is known for its own however it writes
    /// itself.
    package func name(of person: String) -> String { contact(called: person)?.role ?? person }

    private static func folded(_ name: String) -> String { name.singleLine(limit: 1000).lowercased() }
}
