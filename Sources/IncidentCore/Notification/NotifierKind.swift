/// The name of one kind of notifier, as the tables and the store write it: `email`.
///
/// Which kinds there are is said in one place, the registration in Notifiers; nothing else switches over them.
package struct NotifierKind: RawRepresentable, Sendable, Hashable, Codable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
    package init(_ name: String) { rawValue = name }
}

/// One named place that messages go out through: a mail server, a PagerDuty service, a Slack channel's webhook.
package struct EndpointID: Sendable, Hashable {
    package let kind: NotifierKind
    package let name: String

    /// What the plain word means: `email` is the endpoint `default` of its kind.
    package static let defaultName = "default"

    package init(_ kind: NotifierKind, _ name: String = defaultName) {
        self.kind = kind
        self.name = name
    }

    /// As the tables write it: `email`, `pagerduty payments`, `slack #database`.
    package var text: String { name == Self.defaultName ? kind.rawValue : "\(kind.rawValue) \(name)" }
}
