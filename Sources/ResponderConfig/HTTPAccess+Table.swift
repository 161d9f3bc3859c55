internal import IncidentCore

extension HTTPAccess {
    static let keys = ["token", "username", "password", "ca_file", "proxy"]

    /// - Parameter urls: where the credentials go.
    init(_ fields: TableMapping, to urls: [(text: String, place: TableNode)], from sources: SettingSources) {
        self.init(
            credentials: Self.credentials(fields, sources),
            caFile: fields["ca_file"].flatMap { Self.file($0, sources) },
            proxy: fields["proxy"].flatMap { Self.proxy($0, sources) })
        guard credentials != nil else { return }
        for (text, place) in urls {
            guard let reason = EndpointURL.clearTextProblem(in: text) else { continue }
            place.problem("\(place.label): with a token or password \(reason)")
        }
    }

    private static func credentials(_ fields: TableMapping, _ sources: SettingSources) -> Credentials? {
        func setting(_ key: String) -> Setting? { fields[key].flatMap { Setting($0, from: sources) } }
        let (token, username, password) = (setting("token"), setting("username"), setting("password"))
        let secrets = (token: token?.secret(), password: password?.secret())
        switch (secrets.token, username?.value, secrets.password) {
        case (let token?, nil, nil): return .bearer(token)
        case (nil, let username?, let password?):
            if let reason = SecretText.problem(in: username, mayHoldBlanks: true) {
                fields["username"]?.problem("username \(reason)")
            }
            return .basic(username: username, password: password)
        case (nil, nil, nil): return nil
        case (_?, _, _): fields["token"]?.problem("there is a token and a user name or password; write one of both")
        case (nil, _?, nil): fields["username"]?.problem("username has no password; add it")
        case (nil, nil, _?): fields["password"]?.problem("password has no username; add it")
        }
        return nil
    }

    static func file(_ node: TableNode, _ sources: SettingSources) -> String? {
        guard let setting = Setting(node, from: sources), let path = setting.value else { return nil }
        if case .failure(let error) = sources.files.read(path) {
            setting.node.problem("\(setting.name): file \"\(path)\" cannot be read: \(error.reason)")
        }
        return path
    }

    static func proxy(_ node: TableNode, _ sources: SettingSources) -> Secret? {
        guard let setting = Setting(node, from: sources), let value = setting.value else { return nil }
        if let reason = EndpointReader.proxyProblem(in: value, isWrittenOut: setting.isWrittenOut) {
            setting.node.problem("\(setting.name): \(reason)")
        }
        return setting.isWrittenOut ? Secret(value) : setting.secret()
    }
}

extension Setting {
    /// The address of a server whose API is below `path`.
    ///
    /// - Returns: `nil` after a problem.
    func serverURL(_ written: String, without path: String) -> String? {
        var text = written.trimmingBlanks()
        while text.hasSuffix("/") { text.removeLast() }
        if let reason = EndpointURL.problem(in: text, schemes: ["http", "https"]) {
            node.problem("\(name): \(reason)")
        } else if text.contains("?") || text.contains("#") || text.hasSuffix(path) {
            node.problem("\(name): write the address without \(path) and without a query")
        } else {
            return text
        }
        return nil
    }
}
