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

    /// The same where something was found that is elsewhere, which is not the cause.
    package func words(besides findings: [Finding]) -> String {
        let others = findings.filter { $0.elsewhere != nil && $0.level != .info && !$0.countsOthers }.count
        guard others > 0, self != .beingDiagnosed else { return words }
        let beside = "\(others) finding\(others == 1 ? " is" : "s are") about other things"
        return self == .nothingWrong
            ? "nothing wrong was found of what the alert names; \(beside)" : "\(words); \(beside)"
    }
}
