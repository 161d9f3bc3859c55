/// Why nobody can say what most likely causes an incident.
package enum UnknownCause: Sendable, Equatable {
    case beingDiagnosed
    /// Every collector has looked.
    case nothingWrong
    /// Some have, the others could not.
    case nothingFound(by: CollectorLooks)
    /// None could.
    case unseen(CollectorLooks)
    /// None was to.
    case unlooked

    package init(isBeingDiagnosed: Bool, _ looks: CollectorLooks) {
        self =
            switch (looks.lookedCount, looks.count) {
            case _ where isBeingDiagnosed: .beingDiagnosed
            case (_, 0): .unlooked
            case (0, _): .unseen(looks)
            case (looks.count, _): .nothingWrong
            case (_, _): .nothingFound(by: looks)
            }
    }

    /// Whether there may be more to see than was seen.
    package var isBlind: Bool {
        switch self {
        case .nothingFound, .unseen: true
        case .beingDiagnosed, .nothingWrong, .unlooked: false
        }
    }

    package var words: String {
        switch self {
        case .beingDiagnosed: return "not known yet: collectors are running"
        case .nothingWrong: return "nothing wrong was found"
        case .nothingFound(let looks):
            let blind = looks.count - looks.lookedCount
            return "nothing found by \(looks.lookedCount) of \(looks.count) \(looks.noun); \(blind) could not look"
        case .unseen(let looks):
            let why = looks.obstacle.map { " (\($0))" } ?? ""
            return looks.count == 1
                ? "not known: the collector could not look\(why)"
                : "not known: none of the \(looks.count) \(looks.noun) could look\(why)"
        case .unlooked: return "not known: no collector has looked"
        }
    }
}
