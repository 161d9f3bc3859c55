/// One address of a contact.
package struct ContactMethod: Sendable, Hashable {
    /// The way out.
    package let endpoint: EndpointID
    /// A mail address; where a kind has no addresses, the endpoint's name. Never a secret.
    package let address: String

    package init(_ endpoint: EndpointID, address: String) {
        self.endpoint = endpoint
        self.address = address
    }

    package var notifier: NotifierKind { endpoint.kind }

    /// For people: `pagerduty payments`, `email to oncall@example.com`.
    package var text: String { address == endpoint.name ? endpoint.text : "\(endpoint.text) to \(address)" }

    /// As the tables write it: `email relay oncall@example.com`.
    package var written: String { address == endpoint.name ? endpoint.text : "\(endpoint.text) \(address)" }
}

extension ContactMethod: Codable {
    private enum CodingKeys: String, CodingKey { case notifier, endpoint, address }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        address = try fields.decode(String.self, forKey: .address)
        // Documents from before endpoints had names: only a channel was an endpoint of its own.
        let name = address.hasPrefix("#") ? address : EndpointID.defaultName
        endpoint = EndpointID(
            try fields.decode(NotifierKind.self, forKey: .notifier),
            try fields.decodeIfPresent(String.self, forKey: .endpoint) ?? name)
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(endpoint.kind, forKey: .notifier)
        try fields.encode(endpoint.name, forKey: .endpoint)
        try fields.encode(address, forKey: .address)
    }
}
