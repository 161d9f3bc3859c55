/// Which of a contact's methods a step uses.
package enum MethodChoice: Sendable, Hashable {
    /// The contact's first method, and the next one when that fails.
    case first
    /// Every method at once.
    case all
    /// The contact's methods of one kind only, such as mail, which wakes nobody; the first method of a contact without
    /// one.
    case only(NotifierKind)
}

extension MethodChoice: RawRepresentable, Codable {
    /// The words that are no kind's name.
    package static let words = ["first", "all"]

    package init(rawValue: String) {
        switch rawValue {
        case "first": self = .first
        case "all": self = .all
        default: self = .only(NotifierKind(rawValue))
        }
    }

    /// As the table writes it.
    package var rawValue: String {
        switch self {
        case .first: "first"
        case .all: "all"
        case .only(let kind): kind.rawValue
        }
    }
}

extension Contact {
    /// The ways that a step with this choice uses, in order; `all` uses each at once.
    package func methods(_ choice: MethodChoice) -> [ContactMethod] {
        guard case .only(let kind) = choice else { return escalationPath }
        let chosen = escalationPath.filter { $0.notifier == kind }
        return chosen.isEmpty ? escalationPath : chosen
    }
}
