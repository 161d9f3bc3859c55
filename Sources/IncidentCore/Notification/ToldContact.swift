/// What became of an incident's page to one contact by one way, as a message to others tells it.
package struct ToldContact: Sendable, Equatable {
    package let contact: String
    /// `email oncall@example.com`
    package let method: String
    package let outcome: Outcome

    package enum Outcome: Sendable, Equatable {
        /// It is the message that tells this.
        case thisMessage
        /// The other side has taken it, for the first time and for the last, where it was told again.
        case delivered(Timestamp, again: Timestamp? = nil)
        /// For want of credentials it stands in a file, and nobody is woken by that.
        case spooled
        /// The answer was lost.
        case mayBeDelivered
        case comes(Timestamp?)
        /// It did not get through, and is tried again.
        case isTriedAgain(Timestamp?, after: String)
        case refused(String)
    }

    package init(contact: String, method: String, outcome: Outcome) {
        self.contact = contact
        self.method = method
        self.outcome = outcome
    }

    /// In one line, which the answer of the other side may make long: `DevOps Lead by email lead@example.com: delivered at
    /// 07:19 UTC`.
    package func line(by clock: LocalClock, at now: Timestamp) -> String {
        func at(_ time: Timestamp?) -> String { time.map { " at \(clock.brief($0, at: now))" } ?? "" }
        func again(_ last: Timestamp?, after first: Timestamp) -> String {
            last == nil || at(last) == at(first) ? "" : ", again\(at(last))"
        }
        let words =
            switch outcome {
            case .thisMessage: "this message"
            case .delivered(let time, let last): "delivered\(at(time))\(again(last, after: time))"
            case .spooled: "written to the spool, which reaches nobody"
            case .mayBeDelivered: "may have been delivered, the answer was lost"
            case .comes(let time): "not sent yet\(time.map { $0 <= now ? "" : ", due\(at($0))" } ?? "")"
            case .isTriedAgain(let time, let answer):
                "not delivered, tried again\(time.map { $0 <= now ? "" : at($0) } ?? ""): \(answer)"
            case .refused(let answer): "not delivered: \(answer)"
            }
        return "\(contact) by \(method): \(words)"
    }
}
