/// One endpoint of `routes/endpoints.yaml`, as its kind described the fields.
package struct Endpoint: Sendable, Equatable {
    package let id: EndpointID
    package let settings: EndpointSettings
    /// Whether it has what it needs to send; else its messages go to the spool.
    package let hasCredential: Bool

    package init(_ id: EndpointID, settings: EndpointSettings = EndpointSettings(), hasCredential: Bool) {
        self.id = id
        self.settings = settings
        self.hasCredential = hasCredential
    }
}

/// The values of an endpoint's fields; what is unset is not there.
package struct EndpointSettings: Sendable, Equatable {
    package var texts: [String: String]
    package var secrets: [String: Secret]
    /// By which the other side proves what it sends us; empty where it does not.
    package var inboundSecrets: [Secret]

    package init(texts: [String: String] = [:], secrets: [String: Secret] = [:], inboundSecrets: [Secret] = []) {
        self.texts = texts
        self.secrets = secrets
        self.inboundSecrets = inboundSecrets
    }
}

/// The fields of one endpoint while it is read, for what a kind checks of them together.
package struct EndpointReading: Sendable {
    package let settings: EndpointSettings
    private let fields: [String: Field]

    package struct Field: Sendable {
        /// `password`, or `password (from SMTP_PASSWORD)`.
        package let name: String
        /// What to do to give it a value.
        package let remedy: String

        package init(name: String, remedy: String) {
            self.name = name
            self.remedy = remedy
        }
    }

    package init(settings: EndpointSettings, fields: [String: Field]) {
        self.settings = settings
        self.fields = fields
    }

    /// `nil` when its key is not there.
    package subscript(name: String) -> Field? { fields[name] }
}

/// What is wrong with an endpoint, reported at one of its fields.
package struct EndpointProblem: Sendable, Equatable {
    package let field: String
    package let sentence: String

    package init(at field: String, _ sentence: String) {
        self.field = field
        self.sentence = sentence
    }
}
