package import IncidentCore

extension EmailMessage {
    /// A bulletin: a mail of its own, in no incident's thread.
    /// - Parameter isShort: for a server that finds the mail too big.
    package static func render(
        _ message: BulletinMessage, from sender: MailAddress, to recipient: MailAddress, isShort: Bool = false
    ) -> EmailMessage {
        let boundary = "=_responder-bulletin-\(message.owed.id)"
        let id = DedupKey.bulletinMessageID(message.owed.id, installation: message.installation, domain: sender.domain)
        var header = EmailHeader()
        header.add("From", sender.named(senderName))
        header.add("To", recipient)
        header.add("Date", message.now.mailDate)
        header.add("Message-ID", "<\(id)>")
        header.addText("Subject", message.bulletin.headline)
        header.add("Auto-Submitted", "auto-generated")
        header.add("MIME-Version", "1.0")
        header.add("Content-Type", "multipart/alternative; boundary=\"\(boundary)\"")
        return EmailMessage(
            content: header.bytes + body(MessageDocument(message, isShort: isShort), boundary: boundary))
    }
}
