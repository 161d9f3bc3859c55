/// Somebody outside who notices when we say nothing any more: a URL that is asked as long as all is well here.
package struct OutgoingHeartbeat: Sendable, Equatable {
    /// Often a credential: who knows it can say that we live.
    package var url: Secret
    package var every: Duration
    /// PEM file of authorities to trust instead of the system's.
    package var caFile: String?
    /// In place of the environment's; its URL may hold a password.
    package var proxy: Secret?

    package init(url: Secret, every: Duration = .seconds(60), caFile: String? = nil, proxy: Secret? = nil) {
        self.url = url
        self.every = every
        self.caFile = caFile
        self.proxy = proxy
    }
}

/// How one outgoing heartbeat went.
package enum OutgoingOutcome: String, Sendable, CaseIterable {
    case sent
    /// Nobody took it.
    case failed
    /// Something is wrong here, so that it was not sent.
    case withheld
}
