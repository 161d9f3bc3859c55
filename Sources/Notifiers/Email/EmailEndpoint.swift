package import IncidentCore

/// A submission server, as `routes/endpoints.yaml` describes it.
package struct EmailEndpoint: Sendable, Equatable {
    /// `smtp://host:587` or `smtps://host:465`.
    package var url: String
    package var startTLS: StartTLS
    /// From which mail is sent, perhaps with a name.
    package var sender: String
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
        url: String, startTLS: StartTLS = .required, sender: String, username: String? = nil, password: Secret? = nil,
        caFile: String? = nil
    ) {
        self.url = url
        self.startTLS = startTLS
        self.sender = sender
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
