package import IncidentCore
package import Transport

/// What a mail server's answer means for a notification.
package enum EmailAnswer {
    /// For how long a certificate that nobody trusts is taken for a mistake that somebody is mending.
    private static let certificatePatience = Duration.seconds(15 * 60)

    /// RFC 5321, 4.2.1: the first digit decides.
    package static func outcome(of reply: SMTPReply) -> DeliveryOutcome {
        let words = reply.description.singleLine(limit: 500)
        let evidence = reply.code < 300 ? words : "\(words)\(reply.stageWords)"
        let obstacle: DeliveryObstacle? = reply.isAboutRecipient ? .recipient : nil
        return switch reply.code {
        case 200...299: DeliveryOutcome(.sent, evidence: evidence)
        case 400...499: DeliveryOutcome(.retryable, evidence: evidence, obstacle)
        // RFC 4954: what concerns signing in.
        case 530, 534, 535, 538: DeliveryOutcome(.permanent, evidence: evidence, .auth)
        // It would have nothing from anybody: RFC 5321, 3.1, of a greeting.
        case 500...599 where reply.isAboutServer: DeliveryOutcome(.retryable, evidence: evidence, .unavailable)
        case 500...599: DeliveryOutcome(.permanent, evidence: evidence, obstacle)
        default: DeliveryOutcome(.unknown, evidence: "unexpected reply \(evidence)")
        }
    }

    /// Whether a shorter mail may be taken. A mailbox that is full (5.2.2) takes none; what a recipient is refused for
    /// without such a code, when nothing of the mail has been sent, is not its size either.
    package static func wantsShorter(_ reply: SMTPReply) -> Bool {
        guard (500...599).contains(reply.code) else { return false }
        switch reply.enhancedCode {
        case "5.3.4", "5.2.3": return true
        case nil: return reply.code == 552 && reply.stage != .rcpt
        case "5.2.2": return false
        default: return reply.code == 552
        }
    }

    /// - Parameter age: of the notification, at this attempt.
    package static func outcome(of failure: TransportFailure, age: Duration) -> DeliveryOutcome {
        let advice =
            failure.reason == .notAuthenticated
            ? "; nothing was sent: name the server and port that a user signs in at, such as smtp://HOST:587, or take "
                + "username and password out of the endpoint" : ""
        let evidence = failure.description.singleLine(limit: 500) + advice
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

extension SMTPReply {
    /// Whether it refuses the recipient and would take another: by RFC 3463, 3.2 and 3.3, without the codes that are about
    /// the sender; where the server gives none, by RFC 5321, 4.2.3. Relaying and signing in are X.7.z.
    fileprivate var isAboutRecipient: Bool {
        guard stage == .rcpt || stage == .message, code >= 400 else { return false }
        guard let enhancedCode else { return stage == .rcpt && [450, 550, 551, 552, 553].contains(code) }
        let parts = enhancedCode.split(separator: ".")
        return parts[1] == "2" || parts[1] == "1" && parts[2] != "7" && parts[2] != "8"
    }

    /// Whether it came before anything was said of a message.
    fileprivate var isAboutServer: Bool { stage == .connection || stage == .ehlo || stage == .helo }

    /// ` (answer to RCPT)`: a refused recipient and a refused message are mended in different places.
    fileprivate var stageWords: String {
        guard let stage else { return "" }
        let isCommand = stage != .connection && stage != .message
        return " (answer to \(isCommand ? "" : "the ")\(stage.rawValue))"
    }
}
