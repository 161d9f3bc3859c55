extension TellingGate {
    /// Whether what a step tells a role waits for its digest.
    package func decide(digestOf role: String, at time: Timestamp, because reason: String) -> DigestDecision {
        if let silence = incident.silence { return .doNotTell(silence.words) }
        return .hold(DigestHold(role: role, words: "\(role): held for the digest at \(time.readable), \(reason)"))
    }
}

/// What the gate says of one telling that is meant for a digest.
package enum DigestDecision: Sendable, Equatable {
    /// Nothing before the digest, which tells it.
    case hold(DigestHold)
    case doNotTell(String)
}

/// An incident that waits for a role's digest. Only the gate makes one.
package struct DigestHold: Sendable, Equatable {
    package let role: String
    package let words: String

    fileprivate init(role: String, words: String) {
        self.role = role
        self.words = words
    }
}
