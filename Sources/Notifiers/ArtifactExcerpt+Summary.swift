internal import IncidentCore

extension ArtifactExcerpt {
    /// `succeeded in 0.4 s`.
    var summary: String {
        let tenths = duration.wholeMilliseconds / 100
        let seconds = "\(tenths / 10).\(tenths % 10) s"
        if let words = HTTPQuestion.answerWords(outcome, after: duration, command: command, output: output) {
            return "\(words), \(seconds)"
        }
        return switch outcome {
        case .succeeded: "succeeded in \(seconds)"
        // Why, stands where the output would.
        case .failed where outcome.isUnasked(after: duration): "not run"
        case .failed: "failed after \(seconds)"
        case .timedOut: "stopped at its time limit, \(seconds)"
        case .missing: "not run, the program is not installed"
        case .notBound: "not run, a label could not be bound safely"
        }
    }
}
