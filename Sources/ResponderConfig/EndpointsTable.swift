internal import IncidentCore

/// `routes/endpoints.yaml`: the places that messages go out through, each read as its kind describes it. What has no
/// credentials goes to the spool.
struct EndpointsTable {
    private(set) var endpoints: [Endpoint] = []
    /// Every endpoint of the file, also those with a problem; `nil` when the file could not be read.
    private(set) var ids: [EndpointID]?
    /// Who is asked what fires.
    private(set) var alertmanager: AlertmanagerSettings?
    /// Who is asked what collectors measure.
    private(set) var prometheus: PrometheusServer?
    /// Who is told that all is well.
    private(set) var outgoing: OutgoingHeartbeat?
    /// Whose dashboards are linked.
    private(set) var grafana: GrafanaServer?
    private var place: TableNode?

    init() {}

    init(reading root: TableNode, as profiles: [NotifierProfile], from sources: SettingSources) {
        let fields = root.mapping(keys: ["endpoints", "alertmanager", "prometheus", "grafana", "heartbeat"])
        alertmanager = fields?["alertmanager"].flatMap { AlertmanagerTable(reading: $0, from: sources).settings }
        prometheus = fields?["prometheus"].flatMap { PrometheusTable(reading: $0, from: sources).server }
        grafana = fields?["grafana"].flatMap { GrafanaTable(reading: $0, from: sources).server }
        outgoing = fields?["heartbeat"].flatMap { OutgoingHeartbeatTable(reading: $0, from: sources).settings }
        guard let table = fields?.required("endpoints"), let entries = table.entries() else { return }
        place = table
        ids = []
        var names = UniqueNames("endpoint")
        for (key, entry) in entries {
            guard let (profile, name) = Self.kind(key, entry, in: profiles) else { continue }
            guard let list = profile.endpoint.list else {
                let id = EndpointID(profile.kind, name ?? EndpointID.defaultName)
                names.insert(id.text, at: entry.value)
                add(id, entry.value, profile, sources)
                continue
            }
            guard name == nil else {
                entry.key(of: table).problem(
                    "\"\(key)\": \(profile.kind.rawValue) has its \(list.noun)s under \(list.key) and no names of its own"
                )
                continue
            }
            for (name, member) in entry.value.mapping(keys: [list.key])?.required(list.key)?.entries() ?? [] {
                let id = EndpointID(profile.kind, name)
                if let reason = list.problem(inName: name) { member.value.problem(reason) }
                add(id, member.value, profile, sources)
            }
        }
    }

    private mutating func add(
        _ id: EndpointID, _ node: TableNode, _ profile: NotifierProfile, _ sources: SettingSources
    ) {
        ids?.append(id)
        let reader = EndpointReader(id: id, description: profile.endpoint, sources: sources)
        if let endpoint = reader.read(node) { endpoints.append(endpoint) }
    }

    /// Adds those endpoints that contacts use by the plain word and the file does not have: what they send goes to the
    /// spool, with a warning.
    mutating func addMissing(usedBy contacts: [Contact], of profiles: [NotifierProfile]) {
        guard let place, let known = ids else { return }
        let used = Set(contacts.flatMap(\.escalationPath).map(\.endpoint)).subtracting(known)
        for profile in profiles {
            let id = EndpointID(profile.kind)
            guard used.contains(id) else { continue }
            place.warn(
                "there is no \(id.text) endpoint, messages for it go to the spool; "
                    + "add \(id.text) with \(profile.endpoint.credential) to send them")
            endpoints.append(Endpoint(id, hasCredential: false))
            ids?.append(id)
        }
    }

    /// A key such as `pagerduty` or `pagerduty payments`.
    private static func kind(
        _ key: String, _ entry: TableEntry, in profiles: [NotifierProfile]
    ) -> (profile: NotifierProfile, name: String?)? {
        let words = key.split(separator: " ").map(String.init)
        let kinds = profiles.map(\.kind.rawValue)
        guard let profile = profiles.first(where: { $0.kind.rawValue == words.first }) else {
            let known = nearest(to: words.first ?? "", in: kinds) ?? "; known here: \(kinds.joined(separator: ", "))"
            entry.key(of: entry.value).problem("unknown key \"\(key)\"\(known)")
            return nil
        }
        guard words.count <= 2, words.dropFirst().allSatisfy(\.isEndpointName) else {
            entry.key(of: entry.value).problem(
                "\"\(key)\" is no endpoint; after \(profile.kind.rawValue) may come one name of letters, digits, - and _"
            )
            return nil
        }
        return (profile, words.count == 2 ? words[1] : nil)
    }
}

extension String {
    /// Whether it may name an endpoint: nothing that a mail address or a channel could be taken for.
    var isEndpointName: Bool {
        !isEmpty && utf8.count <= 60
            && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }
}

extension EndpointList {
    /// Why `name` may stand nowhere in the list; `nil` when it may.
    func problem(inName name: String) -> String? {
        let fits = name.hasPrefix(sigil) && name.count > sigil.count && !name.contains(where: \.isWhitespace)
        return fits
            ? nil : "\(noun) \"\(name)\" must begin with \(sigil) and have no blanks, such as \"\(sigil)database\""
    }
}

extension TableEntry {
    /// The key, as the place of a problem.
    fileprivate func key(of node: TableNode) -> TableNode {
        TableNode(node: keyNode, file: node.file, label: node.label)
    }
}
