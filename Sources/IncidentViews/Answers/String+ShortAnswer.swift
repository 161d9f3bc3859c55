internal import IncidentCore

extension String {
    /// What an endpoint answered, as `Reach` has it, in the room of a sentence: `pagerduty: connection refused` without where
    /// and how fast, which stands beside the notification.
    var shortAnswer: String {
        guard let colon = firstRange(of: ": ") else { return singleLine(limit: Self.answerLimit) }
        let words = self[colon.upperBound...]
        let said: String
        if words.contains("Failed to connect to "), let end = words.firstRange(of: " ms: ") {
            said = String(words[end.upperBound...])
        } else if words.hasPrefix("timed out: "), words.contains(" milliseconds") {
            let count = words.hasSuffix(" attempts)") ? words.lastIndex(of: "(").map { " \(words[$0...])" } : nil
            said = (words.contains("may have been taken") ? "has not answered" : "timed out") + (count ?? "")
        } else {
            // To which command of a mail's transaction that was.
            let end = words.hasSuffix(")") ? words.firstRange(of: " (answer to ")?.lowerBound : nil
            said = String(words[..<(end ?? words.endIndex)])
        }
        return "\(self[..<colon.lowerBound]): \(said)".singleLine(limit: Self.answerLimit)
    }

    /// The same without how long and how often it was waited for: answers that are alike in it tell nothing new.
    var answerGist: String {
        let short = shortAnswer
        if let silence = short.firstRange(of: ": has not answered") { return String(short[..<silence.upperBound]) }
        guard short.hasSuffix(" attempts)"), let count = short.lastIndex(of: "(") else { return short }
        return String(short[..<count])
    }

    private static var answerLimit: Int { 120 }
}
