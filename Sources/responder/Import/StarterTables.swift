internal import Runbooks

/// The tables that people write, as short as a set can have them.
struct StarterTables {
    struct File {
        let name: String
        let text: String
        /// What a person must add before the tables can be read; `nil` when that is nothing.
        var need: String?
    }

    let files: [File]

    init(_ parts: [RunbookParts]) {
        let contacts = parts.flatMap(\.contacts)
        files = [
            File(name: "classification.yaml", text: Self.head("classification") + "default_priority: P3\n"),
            File(name: "collectors.yaml", text: Self.head("collectors") + "collectors: []\n"),
            File(
                name: "contacts.yaml",
                text: Self.head("contacts") + (contacts.isEmpty ? Self.exampleContact : "") + "contacts: []\n",
                need: contacts.isEmpty ? "a contact, since no runbook names one" : nil),
            File(
                name: "escalation.yaml", text: Self.head("escalation") + Self.policies(contacts.map(\.role)),
                need: contacts.isEmpty ? "a step that notifies the contact" : nil),
            File(name: "endpoints.yaml", text: Self.endpoints(contacts.flatMap(\.path))),
        ]
    }

    private static func head(_ table: String) -> String {
        "# Yours: laid over \(RunbookTables.name(of: table)), and never written by an import (docs/import.md).\n"
    }

    private static let exampleContact =
        "# Whom to tell, such as: contacts: [{ role: On-call, contact: oncall@example.com, escalation_path: [email] }]\n"

    private static func policies(_ roles: [String]) -> String {
        let steps = roles.prefix(2).enumerated().map { index, role in
            "      - { after: \(index == 0 ? "0s" : "15m"), notify: [\(RunbookTables.scalar(role))] }\n"
        }
        return "policies:\n  # Everything, until somebody has taken it.\n  - name: everything\n    steps:"
            + (steps.isEmpty ? " []  # such as: [{ after: 0s, notify: [On-call] }]\n" : "\n" + steps.joined())
    }

    private static func endpoints(_ path: [String]) -> String {
        let channels = path.filter { $0.hasPrefix("slack #") }.map { String($0.dropFirst("slack ".count)) }
        let unique = channels.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        guard !unique.isEmpty else { return "endpoints: {}\n" }
        let rows = unique.map { channel in
            let name = channel.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
            return "      \"\(channel)\":\n        webhook: { env: SLACK\(name)_WEBHOOK }\n"
        }
        return "endpoints:\n  slack:\n    channels:\n" + rows.joined()
    }
}
