package import IncidentCore

/// How one endpoint does.
package struct EndpointFacts: Sendable, Equatable {
    package let endpoint: EndpointID
    package let state: State
    package let health: EndpointHealth
    package let owed: OwedMessages?

    package enum State: String, Sendable, Encodable {
        /// The newest attempt was taken.
        case working
        /// The newest attempt was not, for more than its address.
        case failing
        /// Nothing was taken yet, and whatever was tried was refused for its address.
        case refusing
        /// Nothing was tried at it as far as is known.
        case untried
        /// The first attempt at it is under way, and it has not answered.
        case waiting
        /// It has no credentials: its messages go to the spool.
        case spool
        /// It has left the tables, and something is owed through it.
        case gone
    }

    /// All endpoints of the tables in their order, and after them those that have left them and through which something is
    /// owed.
    package static func all(
        _ endpoints: [EndpointID], isSpooled: (EndpointID) -> Bool, health: [EndpointID: EndpointHealth],
        owed: [EndpointID: OwedMessages]
    ) -> [EndpointFacts] {
        let gone = owed.keys.filter { !endpoints.contains($0) }.sorted { $0.text < $1.text }
        return (endpoints + gone).map { endpoint in
            let (known, owed) = (health[endpoint] ?? EndpointHealth(), owed[endpoint])
            let tried = State(known, isBegun: owed?.isBegun ?? false)
            let state: State = !endpoints.contains(endpoint) ? .gone : isSpooled(endpoint) ? .spool : tried
            return EndpointFacts(endpoint: endpoint, state: state, health: known, owed: owed)
        }
    }
}

extension EndpointFacts.State {
    /// - Parameter isBegun: whether an attempt is under way.
    fileprivate init(_ known: EndpointHealth, isBegun: Bool) {
        if known.isFailing {
            self = .failing
        } else if known.lastSuccess != nil {
            self = .working
        } else if known.lastRefusal != nil {
            self = .refusing
        } else {
            self = isBegun ? .waiting : .untried
        }
    }
}

/// The endpoints as the JSON API shows them.
package struct EndpointListView: Encodable, Sendable {
    let endpoints: [EndpointView]

    package init(_ facts: [EndpointFacts]) { endpoints = facts.map(EndpointView.init) }
}

struct EndpointView: Encodable, Sendable {
    let notifier: String
    let name: String
    let state: EndpointFacts.State
    /// How many messages are still to be sent through it.
    let owed: Int
    @Explicit var oldestOwedAt: String?
    @Explicit var lastSuccessAt: String?
    /// The other side's answer.
    @Explicit var lastSuccess: String?
    @Explicit var lastFailureAt: String?
    @Explicit var lastFailure: String?
    /// Of an address alone.
    @Explicit var lastRefusalAt: String?
    @Explicit var lastRefusal: String?

    enum CodingKeys: String, CodingKey {
        case notifier, name, state, owed
        case oldestOwedAt = "oldest_owed_at"
        case lastSuccessAt = "last_success_at"
        case lastSuccess = "last_success"
        case lastFailureAt = "last_failure_at"
        case lastFailure = "last_failure"
        case lastRefusalAt = "last_refusal_at"
        case lastRefusal = "last_refusal"
    }

    init(_ facts: EndpointFacts) {
        (notifier, name, state) = (facts.endpoint.kind.rawValue, facts.endpoint.name, facts.state)
        owed = facts.owed?.count ?? 0
        oldestOwedAt = facts.owed?.oldestAt.rfc3339
        lastSuccessAt = facts.health.lastSuccess?.at.rfc3339
        lastSuccess = facts.health.lastSuccess?.words.shown(Shown.nameCharacters)
        lastFailureAt = facts.health.lastFailure?.at.rfc3339
        lastFailure = facts.health.lastFailure?.words.shown(Shown.nameCharacters)
        lastRefusalAt = facts.health.lastRefusal?.at.rfc3339
        lastRefusal = facts.health.lastRefusal?.words.shown(Shown.nameCharacters)
    }
}
