internal import IncidentCore

/// `routes/contacts.yaml`: the runbook's "Emergency Contacts", and who is on call when.
struct ContactsTable {
    private(set) var table = ContactTable(contacts: [])
    /// Every role and person of the file, also those whose row has a problem; `nil` when the file could not be read, and
    /// a role that is not there proves nothing.
    private(set) var roles: [String]?

    init() {}

    /// Who takes turns is not reached at the address that the runbook has.
    private static func hidden(_ row: TableMapping) -> [String] {
        row["rota"] == nil ? [] : ["contact", "escalation_path", "time_zone"]
    }

    /// - Parameter runbook: what an import wrote.
    init(reading root: TableNode, over runbook: ImportedTable, methods: MethodReader, calendars: CalendarSource) {
        guard let fields = root.mapping(keys: ["contacts", "people", "rotas"]) else { return }
        let base = runbook.root?.mapping(keys: ["contacts"])?["contacts"]
        let own = base == nil && !runbook.isUnreadable ? fields.required("contacts") : fields["contacts"]
        let laid = LaidRows(own, over: base, of: "contacts", by: ["role"], hidden: Self.hidden) {
            $0.mapping(keys: ["role", "contact", "escalation_path", "time_zone", "rota"])
        }
        let isKnown = laid.isComplete && !runbook.isUnreadable && (own != nil || base != nil)
        let rows = isKnown ? laid.all : nil
        if let rows, rows.isEmpty { root.problem("contacts is empty; nobody could be told of anything") }
        var names = UniqueNames("role")
        var people = fields["people"].map { PeopleReader(methods: methods).people($0, &names) } ?? PeopleReader.People()
        var contacts: [Contact] = []
        var filled: [(role: String, rota: TableNode)] = []
        for fields in laid.all {
            let role = fields.required("role")?.name()
            if let role { names.insert(role, at: fields.node) }
            if let rota = fields["rota"] {
                for key in ["contact", "escalation_path"] {
                    fields[key]?.problem("\(key) has no effect beside rota, whose people have their own; leave it out")
                }
                fields["time_zone"]?.problem("time_zone has no effect beside rota, which has its own; leave it out")
                if let role { filled.append((role, rota)) }
            } else if let contact = methods.contact(role, fields) {
                contacts.append(contact)
            }
        }
        // Without the rows nobody can say who is no role.
        if rows != nil { roles = names.all }
        let reader = RotaReader(
            people: people.names, roles: rows.map { _ in names.all }, filled: filled.map(\.role),
            calendars: CalendarReader(source: calendars, people: people.all))
        let rotas = fields["rotas"].map(reader.rotas) ?? RotaReader.Rotas()
        let rotaRoles = rotas.roles(filled)
        people.all.sort { $0.contact.role < $1.contact.role }
        table = ContactTable(contacts: contacts, people: people.all, rotas: rotas.all, rotaRoles: rotaRoles)
    }
}

extension MethodReader {
    /// One who has ways to be reached of their own; `nil` after a problem.
    func contact(_ name: String?, _ fields: TableMapping) -> Contact? {
        let address = fields.required("contact")?.mailAddress()
        let path = fields.required("escalation_path").flatMap { self.path($0, address: address) }
        let clock = fields["time_zone"].map { $0.clock() } ?? .some(nil)
        guard let name, let address, let path, let clock else { return nil }
        return Contact(role: name, address: address, escalationPath: path, clock: clock)
    }

    private func path(_ node: TableNode, address: String?) -> [ContactMethod]? {
        var methods: [ContactMethod] = []
        guard let entries = node.elements(of: "text") else { return nil }
        if entries.isEmpty { node.problem("escalation_path is empty; this contact could not be told of anything") }
        for entry in entries {
            guard let text = entry.text(), let method = method(text, at: entry, ownAddress: address) else { continue }
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

    /// The clock of a time zone that the system knows.
    func clock() -> LocalClock? {
        guard let zone = text() else { return nil }
        if let clock = LocalClock(timeZone: zone) { return clock }
        unknownTimeZone(zone)
        return nil
    }
}
