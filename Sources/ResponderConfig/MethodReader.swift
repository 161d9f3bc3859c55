internal import IncidentCore

/// Reads one entry of an escalation path: `KIND [NAME] [ADDRESS]`.
///
/// - The kind is a word of its description, in whatever letters; the runbook's own words (`PagerDuty`, `Direct`) are
///   among them.
/// - The name is that of an endpoint in `routes/endpoints.yaml`; without it the endpoint `default` is meant. Where a kind
///   lists its endpoints by a sign (`#channel`), the name cannot be left out.
/// - The address is a mail address, for kinds that have one; without it the contact's own is meant. It has an `@`, which
///   no name may have, so the two cannot be confused. An address alone is mail.
struct MethodReader {
    let profiles: [NotifierProfile]
    /// Those of `routes/endpoints.yaml`; `nil` when that could not be read, and one that is not there proves nothing.
    let endpoints: [EndpointID]?
    let endpointsPath: String

    /// - Parameter ownAddress: the row's; `nil` when it has a problem, which is then not repeated here.
    func method(_ text: String, at node: TableNode, ownAddress: String?) -> ContactMethod? {
        let words = text.split(separator: " ").map(String.init)
        let first = words.first?.lowercased() ?? ""
        if let profile = profiles.first(where: { $0.kind.rawValue == first || $0.method.aliases.contains(first) }) {
            return method(text, Array(words.dropFirst()), of: profile, at: node, ownAddress: ownAddress)
        }
        if words.count == 1, text.contains("@"), let mail = profiles.first(where: { $0.method.address == .mail }) {
            return method(text, words, of: mail, at: node, ownAddress: ownAddress)
        }
        return refuse(text, at: node)
    }

    private func method(
        _ text: String, _ rest: [String], of profile: NotifierProfile, at node: TableNode, ownAddress: String?
    ) -> ContactMethod? {
        switch (profile.method.address, profile.endpoint.list) {
        case (.mail, _):
            let addresses = rest.filter { $0.contains("@") }
            let names = rest.filter { !$0.contains("@") }
            // The name comes first.
            guard addresses.count <= 1, names.count <= 1, rest == names + addresses else {
                return refuse(text, at: node)
            }
            guard let endpoint = endpoint(of: profile, named: names.first, at: node) else { return nil }
            if let address = addresses.first, let reason = MailAddress.problem(in: address) {
                node.problem("\(node.label): \(reason)")
                return nil
            }
            return ContactMethod(endpoint, address: addresses.first ?? ownAddress ?? "")
        case (.none, let list?):
            guard rest.count == 1, list.problem(inName: rest[0]) == nil else { return refuse(text, at: node) }
            return endpoint(of: profile, named: rest[0], at: node).map { ContactMethod($0, address: $0.name) }
        case (.none, nil):
            guard rest.count <= 1 else { return refuse(text, at: node) }
            return endpoint(of: profile, named: rest.first, at: node).map { ContactMethod($0, address: $0.name) }
        }
    }

    /// The endpoint called so. Only one that is named must be in the table: what the plain word sends, the spool takes.
    private func endpoint(of profile: NotifierProfile, named name: String?, at node: TableNode) -> EndpointID? {
        let id = EndpointID(profile.kind, name ?? EndpointID.defaultName)
        guard let name, id.name != EndpointID.defaultName, let endpoints, !endpoints.contains(id) else { return id }
        let names = endpoints.filter { $0.kind == profile.kind }.map(\.name)
        if let list = profile.endpoint.list {
            let remedy = nearest(to: name, in: names) ?? "; add it under \(profile.kind.rawValue).\(list.key)"
            node.problem("\(list.noun) \"\(name)\" is not in \(endpointsPath)\(remedy)")
        } else {
            let others = names.map { EndpointID(profile.kind, $0).text }
            let remedy = nearest(to: id.text, in: others) ?? "; add \"\(id.text)\" there"
            node.problem("endpoint \"\(id.text)\" is not in \(endpointsPath)\(remedy)")
        }
        return nil
    }

    private func refuse(_ text: String, at node: TableNode) -> ContactMethod? {
        let forms = profiles.flatMap(\.method.forms)
        let words = profiles.flatMap { [$0.kind.rawValue] + $0.method.aliases }
        let first = String(text.prefix { $0 != " " })
        let guess = words.contains(first.lowercased()) ? nil : nearest(to: first, in: words)
        let known = "; write \(forms.dropLast().joined(separator: ", ")) or \(forms.last ?? "")"
        node.problem("\(node.label): \"\(text)\" is no way to reach somebody\(guess ?? known)")
        return nil
    }
}
