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

/// One address of a contact.
package struct ContactMethod: Sendable, Hashable, Codable {
    package let notifier: NotifierKind
    /// A mail address, a Slack channel (`#database`), or the name of a PagerDuty service; never a secret.
    package let address: String

    package init(notifier: NotifierKind, address: String) {
        self.notifier = notifier
        self.address = address
    }
}

/// The code for one kind of contact method.
package enum NotifierKind: String, Sendable, CaseIterable, Codable {
    case email, pagerduty, slack
}

/// `routes/contacts.yaml`.
package struct ContactTable: Sendable, Equatable {
    package let contacts: [Contact]

    package init(contacts: [Contact]) { self.contacts = contacts }

    package subscript(role: String) -> Contact? { contacts.first { $0.role == role } }
}
