package import IncidentCore

/// A mail about an incident: header and MIME body as they go over the wire.
package struct EmailMessage: Sendable, Equatable {
    /// Lines ended by CR LF, ASCII only, none longer than 998 octets.
    package let content: [UInt8]

    /// As they go over the wire: a mail is read on a phone at night, and all of it is behind links.
    package static let pleasantBytes = 19_000

    /// Of a sender that the tables give no name.
    static let senderName = "responder"

    /// Renders a message; the same message gives the same octets.
    /// - Parameter isShort: without alerts and outputs, for a server that finds the mail too big.
    package static func render(
        _ message: Message, from sender: MailAddress, to recipient: MailAddress, isShort: Bool = false
    ) -> EmailMessage {
        let header = header(message, from: sender, to: recipient)
        var content: [UInt8] = []
        for size in isShort ? MessageDocument.Size.short : MessageDocument.Size.whole {
            content = header.bytes + body(MessageDocument(message, size), boundary: boundary(of: message))
            if content.count <= pleasantBytes { break }
        }
        return EmailMessage(content: content)
    }

    /// Without angle brackets.
    package static func messageID(of message: Message, from sender: MailAddress) -> String {
        DedupKey.messageID(
            installation: message.installation, incidentID: message.incident.id,
            notificationID: message.notification.id, domain: sender.domain)
    }

    private static func header(_ message: Message, from sender: MailAddress, to recipient: MailAddress) -> EmailHeader {
        let (id, root) = (messageID(of: message, from: sender), message.continuedThread)
        var header = EmailHeader()
        header.add("From", sender.named(senderName))
        header.add("To", recipient)
        header.add("Date", message.now.mailDate)
        header.add("Message-ID", "<\(id)>")
        if let root {
            header.add("In-Reply-To", "<\(root.messageID)>")
            header.add("References", "<\(root.messageID)>")
        }
        header.addText("Subject", message.subject)
        header.add("Thread-Index", ThreadIndex(message, id: id).text)
        header.add("Auto-Submitted", "auto-generated")
        if message.isUrgent {
            header.add("X-Priority", "1")
            header.add("Importance", "high")
        }
        header.add("X-Incident-Id", "\(message.incident.id)")
        header.add("MIME-Version", "1.0")
        header.add("Content-Type", "multipart/alternative; boundary=\"\(boundary(of: message))\"")
        return header
    }

    /// `=_` cannot come up in quoted-printable text (RFC 2045, 6.7).
    private static func boundary(of message: Message) -> String {
        "=_responder-\(message.incident.id)-\(message.notification.id)"
    }

    static func body(_ document: MessageDocument, boundary: String) -> [UInt8] {
        var body = Array("\r\n".utf8)
        for (type, text) in [("text/plain", document.plainText), ("text/html", document.html)] {
            body += Array(
                """
                --\(boundary)\r
                Content-Type: \(type); charset=utf-8\r
                Content-Transfer-Encoding: quoted-printable\r
                \r

                """.utf8)
            body += QuotedPrintable.encode(text)
            body += Array("\r\n".utf8)
        }
        return body + Array("--\(boundary)--\r\n".utf8)
    }
}

extension EmailHeader {
    var bytes: [UInt8] { lines.flatMap { Array("\($0)\r\n".utf8) } }
}

extension Message {
    fileprivate var isUrgent: Bool {
        incident.priority <= .p2 && (notification.event == .page || notification.event == .update)
    }
}
