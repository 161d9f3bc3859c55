internal import IncidentCore

extension HTTPAccess {
    static let keys = ["token", "username", "password", "ca_file", "proxy"]

    /// - Parameters:
    ///   - urls: where the credentials go.
    ///   - isLoginMeant: whether it is warned of a token whose variable is not set. The shipped tables name some that nobody
    ///     needs.
    init(
        _ fields: TableMapping, to urls: [(text: String, place: TableNode)], from sources: SettingSources,
        isLoginMeant: Bool = false
    ) {
        let login = Self.login(fields, sources)
        self.init(
            credentials: login.credentials, caFile: fields["ca_file"].flatMap { Self.file($0, sources) },
            proxy: fields["proxy"].flatMap { Self.proxy($0, sources) },
            unsetVariables: login.unset.compactMap(\.variable))
        if isLoginMeant || fields["username"] != nil || fields["password"] != nil {
            for setting in login.unset {
                setting.node.warn("\(setting.name) is not set: the server is asked without it; \(setting.remedy)")
            }
        }
        guard credentials != nil else { return }
        for (text, place) in urls {
            guard let reason = EndpointURL.clearTextProblem(in: text) else { continue }
            place.problem("\(place.label): with a token or password \(reason)")
        }
    }

    /// - Returns: without credentials also what they would be made of, had it a value.
    private static func login(
        _ fields: TableMapping, _ sources: SettingSources
    ) -> (credentials: Credentials?, unset: [Setting]) {
        func setting(_ key: String) -> Setting? { fields[key].flatMap { Setting($0, from: sources) } }
        let (token, username, password) = (setting("token"), setting("username"), setting("password"))
        let secrets = (token: token?.secret(), password: password?.secret())
        let unset = [token, username, password].compactMap(\.self).filter { $0.value == nil }
        switch (secrets.token, username?.value, secrets.password) {
        case (let token?, nil, nil): return (.bearer(token), [])
        case (nil, let username?, let password?):
            if let reason = SecretText.problem(in: username, mayHoldBlanks: true) {
                fields["username"]?.problem("username \(reason)")
            }
            return (.basic(username: username, password: password), [])
        case (nil, nil, nil): break
        case (_?, _, _): fields["token"]?.problem("there is a token and a user name or password; write one of both")
        case (nil, _, _) where !unset.isEmpty: break
        case (nil, _?, nil): fields["username"]?.problem("username has no password; add it")
        case (nil, nil, _?): fields["password"]?.problem("password has no username; add it")
        }
        return (nil, unset)
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
