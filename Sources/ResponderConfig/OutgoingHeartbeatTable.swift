internal import IncidentCore

/// `heartbeat` of `routes/endpoints.yaml`: who is told that all is well.
struct OutgoingHeartbeatTable {
    /// `nil` when its URL is not set.
    private(set) var settings: OutgoingHeartbeat?

    init(reading node: TableNode, from sources: SettingSources) {
        guard let fields = node.mapping(keys: ["url", "every", "ca_file", "proxy"]) else { return }
        let every = fields["every"]?.duration(in: .seconds(10)...(.seconds(3600)))
        let caFile = fields["ca_file"].flatMap { HTTPAccess.file($0, sources) }
        let proxy = fields["proxy"].flatMap { HTTPAccess.proxy($0, sources) }
        guard let place = fields.required("url"), let setting = Setting(place, from: sources),
            let value = setting.value
        else { return }
        let reason = EndpointURL.problem(in: value, schemes: ["http", "https"])
        if let reason = reason ?? EndpointURL.clearTextProblem(in: value) {
            setting.node.problem("\(setting.name): \(reason)")
        }
        guard let url = setting.isWrittenOut ? Secret(value) : setting.secret() else { return }
        settings = OutgoingHeartbeat(url: url, every: every ?? .seconds(60), caFile: caFile, proxy: proxy)
    }
}
