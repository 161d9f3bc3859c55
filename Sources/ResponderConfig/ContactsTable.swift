internal import IncidentCore

/// `routes/contacts.yaml`: the runbook's "Emergency Contacts".
struct ContactsTable {
    var contacts: [Contact] = []
    /// Every role of the file, also those whose row has a problem; `nil` when the file could not be read, and a role
    /// that is not there proves nothing.
    var roles: [String]?

    init() {}

    init(reading root: TableNode, methods: MethodReader) {
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
            let path = fields.required("escalation_path").flatMap { Self.path($0, address: address, methods: methods) }
            guard let role, let address, let path else { continue }
            contacts.append(Contact(role: role, address: address, escalationPath: path))
        }
        roles = names.all
    }

    private static func path(_ node: TableNode, address: String?, methods reader: MethodReader) -> [ContactMethod]? {
        var methods: [ContactMethod] = []
        guard let entries = node.elements(of: "text") else { return nil }
        if entries.isEmpty { node.problem("escalation_path is empty; this contact could not be told of anything") }
        for entry in entries {
            guard let text = entry.text(), let method = reader.method(text, at: entry, ownAddress: address) else {
                continue
            }
            if methods.contains(method) {
                entry.problem("\"\(text)\" reaches \(method.text) a second time; keep one")
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
}
