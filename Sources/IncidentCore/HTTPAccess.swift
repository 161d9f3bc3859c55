/// How a server is reached that answers us: who we are there, whom we trust, and through whom.
package struct HTTPAccess: Sendable, Equatable {
    package var credentials: Credentials?
    /// PEM file of authorities to trust instead of the system's.
    package var caFile: String?
    /// In place of the environment's; its URL may hold a password.
    package var proxy: Secret?
    /// Variables that the credentials were to come from, where these have none.
    package var unsetVariables: [String]

    package enum Credentials: Sendable, Equatable {
        case bearer(Secret)
        case basic(username: String, password: Secret)
    }

    package init(
        credentials: Credentials? = nil, caFile: String? = nil, proxy: Secret? = nil, unsetVariables: [String] = []
    ) {
        self.credentials = credentials
        self.caFile = caFile
        self.proxy = proxy
        self.unsetVariables = unsetVariables
    }
}
