internal import IncidentCore

/// `grafana` of `routes/endpoints.yaml`: where dashboards are, and who is told when incidents open and end.
struct GrafanaTable {
    /// `nil` when there is none, or its URL is not set.
    private(set) var server: GrafanaServer?

    init(reading node: TableNode, from sources: SettingSources) {
        guard let fields = node.mapping(keys: ["url", "before"] + HTTPAccess.keys) else { return }
        let place = fields.required("url")
        let url = place.flatMap { Setting($0, from: sources) }.flatMap { setting in
            setting.value.flatMap { setting.serverURL($0, without: "/api") }
        }
        let access = HTTPAccess(fields, to: url.flatMap { url in place.map { [(url, $0)] } } ?? [], from: sources)
        let before = fields["before"].map { $0.duration(in: .zero...(.seconds(7 * 86_400))) }
        server = url.map {
            GrafanaServer(url: $0, access: access, before: (before ?? nil) ?? GrafanaServer.usualBefore)
        }
    }
}
