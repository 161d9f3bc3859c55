internal import IncidentCore

/// `prometheus` of `routes/endpoints.yaml`: who is asked what collectors measure.
struct PrometheusTable {
    /// `nil` when there is none, or its URL is not set.
    private(set) var server: PrometheusServer?

    init(reading node: TableNode, from sources: SettingSources) {
        guard let fields = node.mapping(keys: ["url"] + HTTPAccess.keys) else { return }
        let place = fields.required("url")
        let url = place.flatMap { Setting($0, from: sources) }.flatMap { setting in
            setting.value.flatMap { setting.serverURL($0, without: "/api/v1") }
        }
        let access = HTTPAccess(fields, to: url.flatMap { url in place.map { [(url, $0)] } } ?? [], from: sources)
        server = url.map { PrometheusServer(url: $0, access: access) }
    }
}
