internal import IncidentCore
package import IncidentStore

extension StoredEscalation {
    /// Where it stands and what comes next.
    package var words: String {
        let name = "policy \"\(policy)\""
        let at = nextDueAt.map { " at \($0.readable)" } ?? ""
        switch status {
        case .running: return "\(name), \(nextWords)\(at)"
        case .paused: return "\(name) paused\(nextDueAt.map { " until \($0.readable)" } ?? "")"
        case .exhausted: return "\(name) is exhausted: nobody is left to tell"
        case .ended: return "\(name) ended"
        }
    }

    private var nextWords: String {
        guard let steps, let rounds, nextStep >= steps else { return step(nextStep, of: round) }
        return round + 1 < rounds ? step(0, of: round + 1) : "gives up"
    }

    /// Both from 0.
    private func step(_ step: Int, of round: Int) -> String {
        let words = "step \(step + 1)" + (steps.map { " of \($0)" } ?? "")
        guard let rounds, rounds > 1 else { return words }
        return "round \(round + 1) of \(rounds), \(words)"
    }
}
