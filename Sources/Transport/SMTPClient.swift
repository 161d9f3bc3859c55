/// Submits mail; a value, so that a test can answer in its place.
package struct SMTPClient: Sendable {
    /// - Returns: the server's decisive reply: that to the message, or the refusal that ended the dialogue.
    /// - Throws: `TransportFailure` when the dialogue ended without one.
    package let send: @Sendable (SMTPMessage) async throws(TransportFailure) -> SMTPReply

    package init(send: @escaping @Sendable (SMTPMessage) async throws(TransportFailure) -> SMTPReply) {
        self.send = send
    }
}

/// One message for one recipient, and how to hand it in.
package struct SMTPMessage: Sendable, Equatable {
    /// `smtp://host:587` or `smtps://host:465`.
    package var url: String
    package var tls: TLSUse
    package var credentials: SMTPCredentials?
    /// PEM file of authorities to trust instead of the system's.
    package var caFile: String?
    /// The envelope's addresses, without angle brackets.
    package var sender: String
    package var recipient: String
    /// Header and body, each line ended by CR LF; dots are stuffed on the way.
    package var content: [UInt8]
    package var connectTimeout: Duration
    /// For everything, the connection included.
    package var timeout: Duration

    package enum TLSUse: Sendable, Equatable {
        /// Nothing but EHLO and STARTTLS goes in clear.
        case required
        case whenOffered
        case never
    }

    package init(
        url: String, tls: TLSUse, credentials: SMTPCredentials? = nil, caFile: String? = nil, sender: String,
        recipient: String, content: [UInt8], connectTimeout: Duration, timeout: Duration
    ) {
        self.url = url
        self.tls = tls
        self.credentials = credentials
        self.caFile = caFile
        self.sender = sender
        self.recipient = recipient
        self.content = content
        self.connectTimeout = connectTimeout
        self.timeout = timeout
    }
}

/// Prints without the password.
package struct SMTPCredentials: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package var username: String
    package var password: String

    package init(username: String, password: String) {
        self.username = username
        self.password = password
    }

    package var description: String { "\(username):<redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["username": username]) }
}

/// One reply of the server; of several lines the texts are joined by blanks.
package struct SMTPReply: Sendable, Equatable, CustomStringConvertible {
    package let code: Int
    /// With the enhanced status code, if the server gives one: `2.0.0 Ok: queued as 4XyZ`.
    package let text: String
    /// What it answers; `nil` where that is not known.
    package let stage: Stage?

    package enum Stage: String, Sendable, CaseIterable {
        /// Whoever connects.
        case connection
        case ehlo = "EHLO"
        case helo = "HELO"
        case startTLS = "STARTTLS"
        case auth = "AUTH"
        case mail = "MAIL"
        case rcpt = "RCPT"
        /// Before anything of the message.
        case data = "DATA"
        case message
    }

    package init(code: Int, text: String, to stage: Stage? = nil) {
        self.code = code
        self.text = text
        self.stage = stage
    }

    package var description: String { text.isEmpty ? "\(code)" : "\(code) \(text)" }

    /// RFC 3463: `5.1.1`; `nil` where the server gives none.
    package var enhancedCode: String? {
        text.prefixMatch(of: /[245]\.\d{1,3}\.\d{1,3}(?!\d)/).map { String($0.output) }
    }
}

extension SMTPReply {
    /// Reads the replies out of the lines of a dialogue (RFC 5321, 4.2.1); what is no reply line is left out.
    ///
    /// - Parameter commands: the first word of each, and how many lines came before it; `nil` where they are not known.
    package static func replies(
        in lines: [String], to commands: [(verb: String, lineCount: Int)]? = nil
    ) -> [SMTPReply] {
        let stages = commands?.compactMap { command in Stage(rawValue: command.verb).map { ($0, command.lineCount) } }
        var replies: [SMTPReply] = []
        var texts: [String] = []
        for (place, line) in lines.enumerated() {
            let line = line.trimmingLineEnd()
            guard line.count >= 3, let code = Int(line.prefix(3)), (200...599).contains(code) else { continue }
            let text = String(line.dropFirst(4))
            if !text.isEmpty { texts.append(text) }
            if line.dropFirst(3).first == "-" { continue }
            var stage = stages.map { $0.last { $0.1 <= place }?.0 ?? .connection }
            // What is answered after the leave to send the message is that.
            if stage == .data, let before = replies.last, before.stage == .data { stage = .message }
            replies.append(SMTPReply(code: code, text: texts.joined(separator: " "), to: stage))
            texts = []
        }
        return replies
    }
}

extension String {
    func trimmingLineEnd() -> Substring {
        var line = self[...]
        while let last = line.last, last.isNewline { line = line.dropLast() }
        return line
    }
}
