// What a program wrote has its moments as it wrote them; sentences of ours around it are told by the reader's clock.
extension LocalClock {
    /// The same as `retold`, but for what is quoted in the sentence.
    package func retold(_ sentence: String, leaving quoted: String, at now: Timestamp? = nil) -> String {
        guard !quoted.isEmpty, let place = sentence.firstRange(of: quoted) else { return retold(sentence, at: now) }
        return retold(String(sentence[..<place.lowerBound]), at: now) + quoted
            + retold(String(sentence[place.upperBound...]), leaving: quoted, at: now)
    }

    /// A finding, of which only what we have compared or measured ourselves has moments of ours: minutes, behind "since" and the
    /// like.
    package func retold(_ finding: Finding, _ words: String, at now: Timestamp? = nil) -> String {
        guard !finding.isLogged else { return words }
        var (told, rest) = ("", words[...])
        while let mark = rest.firstRange(of: " UTC") {
            let moment = rest[..<mark.lowerBound].suffix(Self.momentLength)
            let before = rest[..<moment.startIndex]
            if moment.count == Self.momentLength, Self.ours.contains(where: { before.hasSuffix($0) }) {
                told += before + retold("\(moment) UTC", at: now)
            } else {
                told += rest[..<mark.upperBound]
            }
            rest = rest[mark.upperBound...]
        }
        return told + rest
    }

    /// Of `2026-11-23 06:12`.
    private static let momentLength = 16
    private static let ours = [" since ", " from ", " to "]
}

extension Incident {
    /// Whether its title is a sentence of ours, that of a heartbeat that was missed.
    package var isTitledByUs: Bool {
        labels["alertname"] == "HeartbeatSilent" && !(labels["heartbeat"] ?? "").isEmpty
    }
}
