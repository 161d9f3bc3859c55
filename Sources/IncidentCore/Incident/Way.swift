/// By which way a person did something to an incident.
package enum Way: String, Sendable, CaseIterable {
    case page
    /// The signed link that a message carries.
    case link
    case commandLine = "command_line"
    case api
    case pagerDuty = "pagerduty"

    /// As it follows what was done.
    var words: String {
        switch self {
        case .page: "on its page"
        case .link: "by the link in a message"
        case .commandLine: "on the command line"
        case .api: "by the API"
        case .pagerDuty: "in PagerDuty"
        }
    }
}
