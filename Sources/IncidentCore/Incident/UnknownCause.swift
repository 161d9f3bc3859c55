/// Why nobody can say what most likely causes an incident.
package enum UnknownCause: Sendable {
    case beingDiagnosed
    case nothingWrong
    case unlooked

    /// - Parameter hasEvidence: whether a collector has looked.
    package init(isBeingDiagnosed: Bool, hasEvidence: Bool) {
        self = isBeingDiagnosed ? .beingDiagnosed : hasEvidence ? .nothingWrong : .unlooked
    }

    package var words: String {
        switch self {
        case .beingDiagnosed: "not known yet: collectors are running"
        case .nothingWrong: "nothing wrong was found"
        case .unlooked: "not known: no collector has looked"
        }
    }
}
