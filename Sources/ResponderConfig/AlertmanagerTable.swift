internal import IncidentCore

/// `alertmanager` of `routes/endpoints.yaml`: who is asked what fires.
struct AlertmanagerTable {
    /// `nil` when there is none, or its URL is not set.
    private(set) var settings: AlertmanagerSettings?

    static let keys = ["url", "receiver"] + HTTPAccess.keys + ["every", "allow", "warm_up"]

    init(reading node: TableNode, from sources: SettingSources) {
        guard let fields = node.mapping(keys: Self.keys) else { return }
        let urls = fields.required("url").map { Self.urls($0, sources) } ?? []
        var settings = AlertmanagerSettings(urls: urls.map(\.text))
        settings.receivers = Set(fields["receiver"].map(Self.receivers) ?? [])
        settings.access = HTTPAccess(fields, to: urls, from: sources)
        settings.every = fields["every"]?.duration(in: .seconds(1)...(.seconds(3600))) ?? settings.every
        settings.allow = fields["allow"]?.duration(in: .zero...(.seconds(86_400))) ?? settings.allow
        settings.warmUp = fields["warm_up"]?.duration(in: .zero...(.seconds(3600))) ?? settings.warmUp
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
                guard let text = setting.serverURL(String(part), without: "/api/v2") else { continue }
                if urls.contains(where: { $0.text == text }) {
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
}
