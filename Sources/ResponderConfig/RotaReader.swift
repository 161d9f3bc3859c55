internal import IncidentCore

/// Reads `rotas:` of `routes/contacts.yaml`.
struct RotaReader {
    /// Of the same file, also those with a problem.
    let people: [String]
    /// All that can be named in the file, people too; `nil` where that is not known.
    let roles: [String]?
    /// The roles that a rota fills.
    let filled: [String]
    let calendars: CalendarReader

    struct Rotas {
        fileprivate(set) var all: [Rota] = []
        /// Of all, also of those with a problem; with where they stand.
        fileprivate var names: [(name: String, node: TableNode)] = []

        /// Which rota fills which role, and what is wrong with that.
        func roles(_ filled: [(role: String, rota: TableNode)]) -> [String: String] {
            var roles: [String: String] = [:]
            for (role, node) in filled {
                guard let name = node.text() else { continue }
                if !names.contains(where: { $0.name == name }) {
                    let remedy = nearest(to: name, in: names.map(\.name)) ?? "; add it there"
                    node.problem("rota \"\(name)\" is not under rotas\(remedy)")
                }
                roles[role] = name
            }
            for (name, node) in names where !roles.values.contains(name) {
                node.warn("rota \"\(name)\" fills no role; write rota: \(name) into a row of contacts")
            }
            return roles
        }
    }

    func rotas(_ node: TableNode) -> Rotas {
        var rotas = Rotas()
        var names = UniqueNames("rota")
        for entry in node.elements(of: "rotas") ?? [] {
            let keys = ["name", "time_zone", "calendar", "layers", "fall_back", "tell_at_hand_off"]
            guard let fields = entry.mapping(keys: keys) else { continue }
            let name = fields.required("name")?.name()
            if let name {
                names.insert(name, at: entry)
                rotas.names.append((name, entry))
            }
            let clock = fields.required("time_zone")?.clock()
            if fields["layers"] == nil, fields["calendar"] == nil {
                fields.missing("\"layers\" and no \"calendar\"", remedy: "add one of them")
                continue
            }
            let layers = fields["layers"].map(self.layers) ?? []
            let calendar =
                fields["calendar"].map { node in
                    clock.flatMap { calendars.calendar(node, clock: $0) }
                } ?? .some(nil)
            let fallBack = fields["fall_back"].map(self.fallBack) ?? .some(nil)
            let tells = fields["tell_at_hand_off"].map { $0.flag() } ?? false
            guard let name, let clock, let layers, let calendar, let fallBack, let tells else { continue }
            rotas.all.append(
                Rota(
                    name: name, clock: clock, calendar: calendar, layers: layers, fallBack: fallBack,
                    tellsHandOffs: tells))
        }
        return rotas
    }

    private func fallBack(_ node: TableNode) -> String?? {
        guard let role = node.text() else { return nil }
        if filled.contains(role) {
            node.problem("fall_back \"\(role)\" is filled by a rota, which may have nobody either; name a contact")
            return nil
        }
        guard let roles, !roles.contains(role) else { return role }
        node.problem("fall_back \"\(role)\" is neither in contacts nor in people\(nearest(to: role, in: roles) ?? "")")
        return nil
    }

    private func layers(_ node: TableNode) -> [RotaLayer]? {
        guard let entries = node.elements(of: "layers") else { return nil }
        if entries.isEmpty { node.problem("layers is empty; nobody would ever be on call") }
        let reader = RotaLayerReader(people: people)
        var names = UniqueNames("layer")
        let layers = entries.enumerated().map { place, entry -> RotaLayer? in
            guard let layer = reader.layer(entry, number: place + 1) else { return nil }
            names.insert(layer.name, at: entry)
            return layer
        }
        return layers.isEmpty || layers.contains { $0 == nil } ? nil : layers.compactMap(\.self)
    }
}
