internal import IncidentCore

/// `alertmanager` of `routes/endpoints.yaml`: who is asked what fires.
struct AlertmanagerTable {
    /// `nil` when there is none, or its URL is not set.
    private(set) var settings: AlertmanagerSettings?

    static let keys = [
        "url", "receiver", "token", "username", "password", "ca_file", "proxy", "every", "allow", "warm_up",
    ]

    init(reading node: TableNode, from sources: SettingSources) {
        guard let fields = node.mapping(keys: Self.keys) else { return }
        let urls = fields.required("url").map { Self.urls($0, sources) } ?? []
        var settings = AlertmanagerSettings(urls: urls.map(\.text))
        settings.receivers = Set(fields["receiver"].map(Self.receivers) ?? [])
        settings.credentials = Self.credentials(fields, sources)
        settings.caFile = fields["ca_file"].flatMap { Self.file($0, sources) }
        settings.proxy = fields["proxy"].flatMap { Self.proxy($0, sources) }
        settings.every = fields["every"]?.duration(in: .seconds(1)...(.seconds(3600))) ?? settings.every
        settings.allow = fields["allow"]?.duration(in: .zero...(.seconds(86_400))) ?? settings.allow
        settings.warmUp = fields["warm_up"]?.duration(in: .zero...(.seconds(3600))) ?? settings.warmUp
        if settings.credentials != nil {
            for (text, place) in urls {
                guard let reason = EndpointURL.clearTextProblem(in: text) else { continue }
                place.problem("\(place.label): with a token or password \(reason)")
            }
        }
        guard !urls.isEmpty else { return }
        self.settings = settings
    }

    /// One, several between commas, as a variable has to write them, or a list.
    private static func urls(_ node: TableNode, _ sources: SettingSources) -> [(text: String, place: TableNode)] {
        let places = node.isList ? node.elements(of: "URLs") ?? [] : [node]
        var urls: [(text: String, place: TableNode)] = []
        for place in places {
            guard let setting = Setting(place, from: sources), let value = setting.value else { continue }
            for part in value.split(separator: ",") {
                var text = String(part).trimmingBlanks()
                while text.hasSuffix("/") { text.removeLast() }
                if let reason = EndpointURL.problem(in: text, schemes: ["http", "https"]) {
                    setting.node.problem("\(setting.name): \(reason)")
                } else if text.contains("?") || text.contains("#") || text.hasSuffix("/api/v2") {
                    setting.node.problem("\(setting.name): write the address without /api/v2 and without a query")
                } else if urls.contains(where: { $0.text == text }) {
                    setting.node.problem("\(setting.name): \(text) stands there twice")
                } else {
                    urls.append((text, place))
                }
            }
        }
        return urls
    }

    private static func receivers(_ node: TableNode) -> [String] {
        node.isList ? node.texts() ?? [] : node.text().map { [$0] } ?? []
    }

    private static func credentials(
        _ fields: TableMapping, _ sources: SettingSources
    ) -> AlertmanagerSettings.Credentials? {
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
