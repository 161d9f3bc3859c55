/// Why somebody is told nothing of an incident that they had.
package enum Unheard: Sendable, Equatable {
    /// The name is free text, and no contact's.
    case noContact
    /// Of what becomes of it they would be rung.
    case ringsOnly([ContactMethod])

    /// What follows "is not told": `no contact of that name has an escalation path`
    package var words: String {
        switch self {
        case .noContact: return "no contact of that name has an escalation path"
        case .ringsOnly(let methods):
            let names = methods.map(\.endpoint.text).joined(separator: " and ")
            return "they were not paged, and \(names), all that they have, would ring"
        }
    }
}

extension TellingHistory {
    /// Why who has had an incident does not hear that another has it now; `nil` where they do.
    ///
    /// - Parameter contacts: with who is on call now.
    package func unheard(_ holder: String, contacts: ContactTable, keepers: Set<NotifierKind>) -> Unheard? {
        guard let contact = contacts[holder], !contact.escalationPath.isEmpty else { return .noContact }
        guard !hasTold(contact, besides: keepers), quietMethod(of: contact, keepers) == nil else { return nil }
        return .ringsOnly(contact.escalationPath)
    }
}
