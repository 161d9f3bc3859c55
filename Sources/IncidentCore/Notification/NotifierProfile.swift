/// What a kind of notifier says about itself: all that the tables, the store and the engine need to know of it.
///
/// One value a kind, in its folder under Notifiers. Everything that holds for one kind and not for another is a property
/// here, so that nothing outside its folder names it.
package struct NotifierProfile: Sendable {
    package let kind: NotifierKind
    package let retry: RetryPolicy
    package let limits: SendingLimits
    package let timeouts: DeliveryTimeouts
    /// Of the files that the spool writes: `eml`.
    package let spoolSuffix: String
    /// Whether it keeps an alert open for each incident, which rings nobody once it is acknowledged.
    package let keepsIncidents: Bool
    package let endpoint: EndpointDescription
    package let method: MethodDescription

    package init(
        kind: NotifierKind, retry: RetryPolicy, limits: SendingLimits, timeouts: DeliveryTimeouts,
        spoolSuffix: String = "json", keepsIncidents: Bool = false, endpoint: EndpointDescription,
        method: MethodDescription
    ) {
        self.kind = kind
        self.retry = retry
        self.limits = limits
        self.timeouts = timeouts
        self.spoolSuffix = spoolSuffix
        self.keepsIncidents = keepsIncidents
        self.endpoint = endpoint
        self.method = method
    }
}

/// How long one attempt may take; all of it together stays below a claim's lease.
package struct DeliveryTimeouts: Sendable, Equatable {
    package var connect: Duration
    package var total: Duration

    package init(connect: Duration, total: Duration) {
        self.connect = connect
        self.total = total
    }
}

/// How a kind's endpoints stand in `routes/endpoints.yaml`.
package struct EndpointDescription: Sendable {
    /// In the order in which they are read and reported.
    package let fields: [EndpointField]
    /// The field without which messages go to the spool.
    package let credential: String
    /// Where its endpoints are listed by name; `nil`: each is a key of its own, `pagerduty payments`.
    package let list: EndpointList?
    /// What is wrong with the fields together.
    package let problems: @Sendable (EndpointReading) -> [EndpointProblem]

    package init(
        fields: [EndpointField], credential: String, list: EndpointList? = nil,
        problems: @escaping @Sendable (EndpointReading) -> [EndpointProblem] = { _ in [] }
    ) {
        self.fields = fields
        self.credential = credential
        self.list = list
        self.problems = problems
    }
}

/// One key of an endpoint.
package struct EndpointField: Sendable {
    package let name: String
    package let content: Content
    package let isRequired: Bool

    /// What its value is, which says how it is checked.
    package enum Content: Sendable, Equatable {
        case text
        case oneOf([String])
        /// Where messages go; by `http` to this machine only.
        case url(schemes: [String])
        /// A mail address, perhaps with a name before it.
        case sender
        /// A file that can be read.
        case file
        /// Never written out in the table.
        case secret
        /// A secret that proves who a message is from; a short one is guessed from any message.
        case signingSecret
        /// A secret that somebody hands out: letters and digits, `-` and `_`.
        case key
        /// Those by which the other side proves what it sends us, one or a list: while one is changed both hold.
        case inboundSecrets
        /// A URL that is a credential itself.
        case secretURL(schemes: [String])
        /// The URL of an HTTP proxy, which may hold a password.
        case proxy
    }

    package init(_ name: String, _ content: Content, isRequired: Bool = false) {
        self.name = name
        self.content = content
        self.isRequired = isRequired
    }
}

/// Endpoints that the table lists under one key, each under a name that the contacts repeat.
package struct EndpointList: Sendable, Equatable {
    /// `channels`.
    package let key: String
    /// What messages call one of them: `channel`.
    package let noun: String
    /// What each name begins with: `#`.
    package let sigil: String

    package init(key: String, noun: String, sigil: String) {
        self.key = key
        self.noun = noun
        self.sigil = sigil
    }
}

/// How a kind is written in a contact's escalation path.
package struct MethodDescription: Sendable, Equatable {
    package let address: Address
    /// Other words for it, in lower case; the runbook's own are among them.
    package let aliases: [String]
    /// The ways to write it, for messages: `email someone@example.com`.
    package let forms: [String]

    package enum Address: Sendable, Equatable {
        /// The endpoint is the address.
        case none
        /// A mail address, the contact's own when none is given; one that stands alone means this kind.
        case mail
    }

    package init(address: Address = .none, aliases: [String] = [], forms: [String]) {
        self.address = address
        self.aliases = aliases
        self.forms = forms
    }
}
