internal import NIOCore

/// What nobody may cost the server before it is known who they are.
package struct ConnectionLimits: Sendable, Equatable {
    /// So many connections are served at once.
    package var total = 1024
    /// One address has so many of them, until it proves a token on them; this machine is not bound by it, because a
    /// proxy on it brings everybody.
    package var perAddress = 256
    /// Those that have proved nothing and come from elsewhere take no more than this share; the rest is kept for this
    /// machine and for addresses that proved a token of late.
    package var elsewhere: Int { total - total / 4 }

    /// A TLS handshake must be over by then.
    package var handshakeDeadline: Duration = .seconds(5)
    /// The head of a request must have come whole by then.
    package var headDeadline: Duration = .seconds(5)
    /// A connection that has proved nothing may wait so long between its requests.
    package var idleDeadline: Duration = .seconds(10)
    /// A body must have come whole by then; a slow one is answered 408.
    package var bodyDeadline: Duration = .seconds(30)
    /// A sender that is still sending when it has its answer may read it for so long.
    package var farewell: Duration = .seconds(2)

    /// Bodies of all who have proved nothing, together; room for one of the largest, and with what a thousand
    /// connections cost less than 64 MiB.
    package var unprovedBodyBytes = 16 << 20

    package init() {}

    /// As many connections as the process may have files open, with some left for the database, what is sent and what
    /// is run.
    func fitting(openFiles: Int) -> ConnectionLimits {
        var limits = self
        limits.total = min(total, max(16, openFiles - 224))
        limits.perAddress = min(perAddress, limits.total)
        return limits
    }
}

extension TimeAmount {
    init(_ duration: Duration) {
        self = .nanoseconds(
            duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000)
    }
}
