internal import FoundationEssentials
package import IncidentCore
package import Transport

extension Notifier {
    /// Mail through a submission server.
    package static func email(
        _ endpoint: EmailEndpoint, smtp: SMTPClient, timeouts: DeliveryTimeouts = EmailKind.profile.timeouts
    ) -> Notifier {
        let delivery = EmailDelivery(endpoint: endpoint, smtp: smtp, timeouts: timeouts)
        return Notifier(
            secrets: endpoint.secrets,
            messageID: { message in
                MailAddress(endpoint.sender).map { EmailMessage.messageID(of: message, from: $0) }
            },
            bulletin: { await delivery.deliver($0) }, deliver: { await delivery.deliver($0) })
    }
}

private struct EmailDelivery {
    let endpoint: EmailEndpoint
    let smtp: SMTPClient
    let timeouts: DeliveryTimeouts

    func deliver(_ message: Message) async -> DeliveryOutcome {
        guard let from = MailAddress(endpoint.sender), let to = MailAddress(message.notification.method.address) else {
            return DeliveryOutcome(
                .permanent, evidence: "sender or recipient is not a mail address; nothing was sent", .notSendable)
        }
        guard !endpoint.wouldShowPassword else {
            return DeliveryOutcome(
                .permanent, evidence: "a password is configured and TLS is off (starttls: never); nothing was sent",
                .notSendable)
        }
        do {
            return try await send(from, to) { EmailMessage.render(message, from: from, to: to, isShort: $0) }
        } catch {
            return EmailAnswer.outcome(of: error, age: message.now - message.notification.createdAt)
        }
    }

    /// Once more in short where the server finds it too big.
    private func send(
        _ from: MailAddress, _ to: MailAddress, render: (_ isShort: Bool) -> EmailMessage
    ) async throws(TransportFailure) -> DeliveryOutcome {
        let reply = try await smtp.send(mail(render(false).content, from, to))
        let first = EmailAnswer.outcome(of: reply)
        guard EmailAnswer.wantsShorter(reply) else { return first }
        return EmailAnswer.outcome(of: try await smtp.send(mail(render(true).content, from, to)))
            .after("\(first.evidence); in short")
    }

    func deliver(_ bulletin: BulletinMessage) async -> DeliveryOutcome {
        guard let from = MailAddress(endpoint.sender), let to = MailAddress(bulletin.owed.method.address),
            !endpoint.wouldShowPassword
        else {
            return DeliveryOutcome(
                .permanent,
                evidence:
                    "sender or recipient is not a mail address, or a password would go in clear; nothing was sent",
                .notSendable)
        }
        do {
            return try await send(from, to) { EmailMessage.render(bulletin, from: from, to: to, isShort: $0) }
        } catch {
            return EmailAnswer.outcome(of: error, age: bulletin.now - bulletin.owed.triedFrom)
        }
    }

    private func mail(_ content: [UInt8], _ from: MailAddress, _ to: MailAddress) -> SMTPMessage {
        SMTPMessage(
            url: endpoint.url, tls: endpoint.tlsUse, credentials: endpoint.credentials, caFile: endpoint.caFile,
            sender: from.address, recipient: to.address, content: content, connectTimeout: timeouts.connect,
            timeout: timeouts.total)
    }
}

extension EmailEndpoint {
    fileprivate var credentials: SMTPCredentials? {
        username.map { SMTPCredentials(username: $0, password: password?.reveal ?? "") }
    }

    /// With a password "when offered" is not enough: whoever sits between could take the offer away.
    fileprivate var tlsUse: SMTPMessage.TLSUse {
        switch startTLS {
        case .required: .required
        case .opportunistic: hasPassword ? .required : .whenOffered
        case .never: .never
        }
    }

    /// As configured and in the forms that AUTH sends.
    fileprivate var secrets: SecretScrubber {
        let passwords = [password?.reveal, urlPassword].compactMap { $0 }
        let forms = passwords.flatMap { password in
            [password, "\0\(username ?? "")\0\(password)"].map { Data($0.utf8).base64EncodedString() } + [password]
        }
        return SecretScrubber(forms)
    }
}
