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
}
