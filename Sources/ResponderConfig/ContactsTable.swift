internal import IncidentCore

/// `routes/contacts.yaml`: the runbook's "Emergency Contacts".
struct ContactsTable {
    var contacts: [Contact] = []
    /// Every role of the file, also those whose row has a problem; `nil` when the file could not be read, and a role
    /// that is not there proves nothing.
    var roles: [String]?

    init() {}

    /// - Parameter channels: those of `routes/endpoints.yaml`; `nil` when that could not be read.
    init(reading root: TableNode, channels: [String]?, endpointsPath: String) {
        guard let rows = root.mapping(keys: ["contacts"])?.required("contacts")?.elements(of: "contacts") else {
            return
        }
        if rows.isEmpty { root.problem("contacts is empty; nobody could be told of anything") }
        var names = UniqueNames("role")
        for row in rows {
            guard let fields = row.mapping(keys: ["role", "contact", "escalation_path"]) else { continue }
            let role = fields.required("role")?.name()
            if let role { names.insert(role, at: row) }
            let address = fields.required("contact")?.mailAddress()
            let path = fields.required("escalation_path").flatMap {
                Self.path($0, address: address, channels: channels, endpointsPath: endpointsPath)
            }
            guard let role, let address, let path else { continue }
            contacts.append(Contact(role: role, address: address, escalationPath: path))
        }
        roles = names.all
    }

    private static func path(
        _ node: TableNode, address: String?, channels: [String]?, endpointsPath: String
    ) -> [ContactMethod]? {
        var methods: [ContactMethod] = []
        guard let entries = node.elements(of: "text") else { return nil }
        if entries.isEmpty { node.problem("escalation_path is empty; this contact could not be told of anything") }
        for entry in entries {
            guard let text = entry.text(), let method = entry.method(text, address: address) else { continue }
            if methods.contains(method) {
                entry.problem("\"\(text)\" reaches \(method.address) a second time; keep one")
            }
            if method.notifier == .slack, let channels, !channels.contains(method.address) {
                let nearest = nearest(to: method.address, in: channels) ?? "; add it under slack.channels"
                entry.problem("channel \"\(method.address)\" is not in \(endpointsPath)\(nearest)")
            }
            methods.append(method)
        }
        return methods.count == entries.count ? methods : nil
    }
}

extension TableNode {
    fileprivate func mailAddress() -> String? {
        guard let text = text("a mail address") else { return nil }
        guard let reason = MailAddress.problem(in: text) else { return text }
        problem("\(label): \(reason)")
        return nil
    }

    /// One entry of an escalation path; the runbook's own words (`PagerDuty`, `Direct`, an address) are among them.
    ///
    /// - Parameter address: the row's own; `nil` when it has a problem, which is then not repeated here.
    fileprivate func method(_ text: String, address: String?) -> ContactMethod? {
        let words = text.split(separator: " ")
        switch (words.first?.lowercased() ?? "", words.count) {
        case ("pagerduty", 1): return ContactMethod(notifier: .pagerduty, address: "default")
        case ("email", 1), ("direct", 1): return ContactMethod(notifier: .email, address: address ?? "")
        case ("email", 2): return mail(String(words[1]))
        case ("slack", 2) where words[1].hasPrefix("#") && words[1].count > 1:
            return ContactMethod(notifier: .slack, address: String(words[1]))
        case (let word, 1) where word.contains("@"): return mail(text)
        default:
            problem(
                "\(label): \"\(text)\" is no way to reach somebody; write pagerduty, email, email someone@example.com "
                    + "or slack #channel")
            return nil
        }
    }

    private func mail(_ address: String) -> ContactMethod? {
        guard let reason = MailAddress.problem(in: address) else {
            return ContactMethod(notifier: .email, address: address)
        }
        problem("\(label): \(reason)")
        return nil
    }
}
