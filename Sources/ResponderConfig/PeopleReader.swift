internal import IncidentCore

/// Reads `people:` of `routes/contacts.yaml`.
struct PeopleReader {
    let methods: MethodReader

    struct People {
        var all: [Person] = []
        /// Also of those with a problem.
        var names: [String] = []
    }

    func people(_ node: TableNode, _ names: inout UniqueNames) -> People {
        var people = People()
        for row in node.elements(of: "people") ?? [] {
            guard let fields = row.mapping(keys: ["name", "contact", "escalation_path", "time_zone", "known_as"]) else {
                continue
            }
            let name = fields.required("name")?.name()
            if let name {
                names.insert(name, at: row)
                people.names.append(name)
            }
            let contact = methods.contact(name, fields)
            let knownAs = fields["known_as"].map { $0.list(of: "names") { $0.name() } } ?? []
            if let contact, let knownAs {
                people.all.append(Person(contact: contact, clock: contact.clock, knownAs: knownAs))
            }
        }
        return people
    }
}
