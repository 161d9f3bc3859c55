/// Who has a role that a rota fills, at an instant.
package enum RoleHolder: Sendable, Equatable {
    case onCall(Contact, Duty, rota: String)
    /// Nobody is on call who could be told, and this contact is told in their place.
    case fallBack(Contact, because: String)
    case nobody(because: String)

    /// Between the reason of what is told and by what its reader is on call.
    static let onCallBy = ", on call by "

    package var contact: Contact? {
        switch self {
        case .onCall(let contact, _, _), .fallBack(let contact, _): contact
        case .nobody: nil
        }
    }

    /// What follows the reason of what is told.
    func suffix(for role: String) -> String {
        switch self {
        case .onCall(_, let duty, let rota): "\(Self.onCallBy)\(Self.words(duty, rota))"
        case .fallBack(_, let because): "\(Fallback.inPlaceOf)\(role): \(because)"
        case .nobody: ""
        }
    }

    /// For people: `Alice (On-Call Engineer, on call by rota "primary")`.
    func words(for role: String) -> String {
        switch self {
        case .onCall(let contact, let duty, let rota):
            "\(contact.role) (\(role)\(Self.onCallBy)\(Self.words(duty, rota)))"
        case .fallBack(let contact, let because): "\(contact.role) (in place of \(role): \(because))"
        case .nobody(let because): "nobody (\(role): \(because))"
        }
    }

    /// That nobody is on call, and what follows; `nil` when somebody is.
    package func vacancy(of role: String) -> String? {
        switch self {
        case .onCall: nil
        case .fallBack(let contact, let because): "\(because): \(contact.role), its fall_back, is told as \(role)"
        case .nobody(let because): "\(role) is not told: \(because), and it has no fall_back"
        }
    }

    private static func words(_ duty: Duty, _ rota: String) -> String {
        switch duty.source {
        case .layer, .calendar: "rota \"\(rota)\""
        case .override(let override): "override \(override.id) of rota \"\(rota)\""
        }
    }
}
