package import IncidentCore

// The kinds that tests speak of, by the names that the tables and the store know.
extension NotifierKind {
    package static let email = NotifierKind("email")
    package static let pagerduty = NotifierKind("pagerduty")
    package static let slack = NotifierKind("slack")
    package static let webhook = NotifierKind("webhook")
    /// Those of the sample contacts.
    package static let samples = [email, pagerduty, slack]
}

extension EndpointID {
    package static let email = EndpointID(.email)
    package static let pagerduty = EndpointID(.pagerduty)
    package static let slack = EndpointID(.slack, "#database")
}

extension ContactMethod {
    package static let email = ContactMethod(.email, address: "oncall@example.com")
    package static let pagerduty = ContactMethod(.pagerduty, address: "default")
    package static let slack = ContactMethod(.slack, address: "#database")
    package static let webhook = ContactMethod(EndpointID(.webhook), address: "default")

    package static func slack(_ channel: String) -> ContactMethod {
        ContactMethod(EndpointID(.slack, channel), address: channel)
    }

    package static func email(_ address: String) -> ContactMethod { ContactMethod(.email, address: address) }
}
