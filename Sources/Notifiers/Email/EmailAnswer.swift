package import IncidentCore
package import Transport

/// What a mail server's answer means for a notification.
package enum EmailAnswer {
    /// For how long a certificate that nobody trusts is taken for a mistake that somebody is mending.
    private static let certificatePatience = Duration.seconds(15 * 60)

    /// RFC 5321, 4.2.1: the first digit decides.
    package static func outcome(of reply: SMTPReply) -> DeliveryOutcome {
        let evidence = reply.description.singleLine(limit: 500)
        return switch reply.code {
        case 200...299: DeliveryOutcome(.sent, evidence: evidence)
        case 400...499: DeliveryOutcome(.retryable, evidence: evidence)
        // RFC 4954: what concerns signing in.
        case 530, 534, 535, 538: DeliveryOutcome(.permanent, evidence: evidence, .auth)
        case 500...599: DeliveryOutcome(.permanent, evidence: evidence)
        default: DeliveryOutcome(.unknown, evidence: "unexpected reply \(evidence)")
        }
    }

    /// - Parameter age: of the notification, at this attempt.
    package static func outcome(of failure: TransportFailure, age: Duration) -> DeliveryOutcome {
        let evidence = failure.description.singleLine(limit: 500)
        let obstacle = failure.obstacle
        if failure.mayHaveArrived {
            return DeliveryOutcome(.unknown, evidence: "\(evidence); the message may have been taken", obstacle)
        }
        switch failure.reason {
        case .invalidRequest, .tlsNotOffered, .notAuthenticated:
            return DeliveryOutcome(.permanent, evidence: evidence, obstacle)
        case .certificateNotTrusted:
            return DeliveryOutcome(age < certificatePatience ? .retryable : .permanent, evidence: evidence, obstacle)
        case .nameNotResolved, .notConnected, .timedOut, .tlsFailed, .connectionLost, .responseTooLarge, .cancelled,
            .other:
            return DeliveryOutcome(.retryable, evidence: evidence, obstacle)
        }
    }
}
