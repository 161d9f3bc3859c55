package import IncidentCore

/// What a person asked for cannot be done as it was said.
package enum DeedProblem: Error, Equatable, CustomStringConvertible {
    case reasonMissing
    case reasonTooLong(Int)
    /// - roles: those there are.
    case unknownContact(String, _ roles: [String])
    /// - path: of the table of contacts.
    case unreachable(String, path: String)
    case wrongTime(String)
    /// - titles: of the steps that there are.
    case unknownStep(String, _ titles: [String])
    /// - names: of those that are meant for the incident.
    case unknownCollector(String, _ names: [String])
    case timeOutOfReach(Timestamp, now: Timestamp, longest: Duration)

    /// In characters: it stands in messages and in the timeline.
    package static let reasonLimit = 1000

    package var description: String {
        switch self {
        case .reasonMissing: return "\"text\" is missing or empty; say why, for those who are told and for the timeline"
        case .reasonTooLong(let count):
            return
                "\"text\" has \(count) characters, the limit is \(Self.reasonLimit); say why in short, and note the rest"
        case .unknownContact(let name, let roles):
            let shown = name.singleLine(limit: 100)
            guard !shown.isEmpty else { return "the contact is missing; name one of \(Self.list(roles))" }
            return
                "\"\(shown)\" is no contact, or may be several\(nearest(to: shown, in: roles) ?? "; name one of \(Self.list(roles))")"
        case .unreachable(let role, let path):
            return "\(role) has no escalation path in \(path); name another contact"
        case .unknownStep(let title, let titles):
            let shown = title.singleLine(limit: 200)
            guard !titles.isEmpty else { return "the incident has no next step; note what you did instead" }
            return shown.isEmpty
                ? "\"step\" is missing; give the title of one: \(Self.list(titles))"
                : "\"\(shown)\" is no next step of this incident\(nearest(to: shown, in: titles) ?? "; there are \(Self.list(titles))")"
        case .unknownCollector(let name, let names):
            guard !names.isEmpty else { return "no collector in routes/collectors.yaml is meant for this incident" }
            return
                "\"\(name.singleLine(limit: 100))\" is no collector that is meant for this incident; there are \(Self.list(names))"
        case .wrongTime(let text):
            return
                "\"until\" is \"\(text.singleLine(limit: 100))\"; give how long, such as 45m or 2h, or a time, such as 23:30 "
                + "(the next one), 2026-11-23T08:00:00Z or 2026-11-23 08:00 UTC"
        case .timeOutOfReach(let end, let now, let longest):
            return "\"until\" is \(end.readable), and it is \(now.readable) now; it must be from 1m to "
                + "\(longest.prometheusText) from now"
        }
    }

    private static func list(_ roles: [String]) -> String {
        roles.isEmpty
            ? "those in routes/contacts.yaml, which has none"
            : roles.prefix(20).map { "\"\($0.singleLine(limit: 60))\"" }.joined(separator: ", ")
    }
}
