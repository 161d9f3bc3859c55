internal import HTTPTypes
internal import IncidentCore

// A question to a program: nothing was done, and how it says that it is to be.
extension DeedQuestion {
    /// What is to be sent as true.
    var flag: String {
        switch self {
        case .takesOver, .endsTaking: PersonalCommand.takeOverFlag
        case .stillFires: PersonalCommand.stillFiringFlag
        }
    }

    var holding: Holding? {
        switch self {
        case .takesOver(let holding), .endsTaking(let holding): holding
        case .stillFires: nil
        }
    }

    var firing: Int? {
        if case .stillFires(_, let count, _) = self { count } else { nil }
    }

    var problem: Problem {
        let how =
            switch self {
            case .takesOver(let holding): "to take it over from \(holding.owner), send \"\(flag)\": true"
            case .endsTaking(let holding): "to end what \(holding.owner) has, send \"\(flag)\": true"
            case .stillFires: "to resolve it anyway, send \"\(flag)\": true"
            }
        return Problem(
            .conflict, "\(description); nothing was changed; \(how)", kind: .refusedByState, asking: self)
    }
}
