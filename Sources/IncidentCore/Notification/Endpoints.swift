/// `routes/endpoints.yaml`: how each kind of notifier reaches the world. What has no credentials goes to the spool.
package struct Endpoints: Sendable, Equatable {
    /// `nil` is the spool.
    package var email: EmailEndpoint?
    /// `nil` is the spool.
    package var pagerduty: PagerDutyEndpoint?
    /// By channel name, `#database`; a channel whose webhook is `nil` goes to the spool.
    package var slackChannels: [String: SlackWebhook?]
    /// From which mail is sent, also that of the spool: `Responder <responder@example.com>` or a bare address.
    package var sender: String

    package init(
        email: EmailEndpoint? = nil, pagerduty: PagerDutyEndpoint? = nil, slackChannels: [String: SlackWebhook?] = [:],
        sender: String = "responder@localhost"
    ) {
        self.email = email
        self.pagerduty = pagerduty
        self.slackChannels = slackChannels
        self.sender = sender
    }
}

package struct EmailEndpoint: Sendable, Equatable {
    /// `smtp://host:587` or `smtps://host:465`.
    package var url: String
    package var startTLS: StartTLS
    package var username: String?
    package var password: Secret?
    /// PEM file of authorities to trust instead of the system's.
    package var caFile: String?

    package enum StartTLS: String, Sendable, CaseIterable {
        /// Nothing is sent in clear; the default.
        case required
        /// Used when the server offers it.
        case opportunistic
        case never
    }

    package init(
        url: String, startTLS: StartTLS = .required, username: String? = nil, password: Secret? = nil,
        caFile: String? = nil
    ) {
        self.url = url
        self.startTLS = startTLS
        self.username = username
        self.password = password
        self.caFile = caFile
    }
}

extension EmailEndpoint {
    /// Credentials in the URL itself: `smtp://user:password@host`.
    package var urlPassword: String? {
        let authority = url.split(separator: "/").dropFirst().first ?? ""
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return nil
        }
        return String(authority[authority.index(after: colon)..<at])
    }

    package var hasPassword: Bool { username != nil || urlPassword != nil }

    /// Whether the password would go to the server in clear text.
    package var wouldShowPassword: Bool {
        hasPassword && startTLS == .never && !url.lowercased().hasPrefix("smtps:")
    }
}

package struct PagerDutyEndpoint: Sendable, Equatable {
    /// `https://events.pagerduty.com/v2/enqueue`, or that of the EU.
    package var eventsURL: String
    package var routingKey: Secret

    package init(eventsURL: String, routingKey: Secret) {
        self.eventsURL = eventsURL
        self.routingKey = routingKey
    }
}

package struct SlackWebhook: Sendable, Equatable {
    /// The URL is the credential.
    package var url: Secret
    package init(url: Secret) { self.url = url }
}

/// A text that must not reach a log, an error or a page.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself; only the code that sends it reads it.
    package let reveal: String

    package init(_ text: String) { reveal = text }

    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
