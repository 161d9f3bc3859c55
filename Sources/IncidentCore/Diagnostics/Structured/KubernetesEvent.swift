struct KubernetesEvent: KubernetesObject {
    static let columns = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]

    let metadata: KubernetesMetadata
    let involvedObject: Object
    let type, reason, message: String?
    let count: Int?
    let firstTimestamp, lastTimestamp, eventTime: KubernetesTime?
    let series: Series?

    struct Object: Decodable {
        let kind, name: String?

        var workload: String? { kind == "Pod" ? name.map { PodName.workload(of: $0) ?? $0 } : name }
    }

    struct Series: Decodable {
        let count: Int?
        let lastObservedTime: KubernetesTime?
    }

    func cells(at now: Timestamp) -> [String] {
        [lastSeen.age(at: now), type ?? "", reason ?? "", object, (message ?? "").trimmingBlanks()]
    }

    var fields: [KeyValuePairs<String, String?>] {
        [
            [
                "count": String(max(1, (series?.count ?? count) ?? 1)), "first_seen": firstSeen?.text,
                "last_seen": lastSeen?.text, "kind": involvedObject.kind, "object": involvedObject.name,
                "workload": involvedObject.workload, "reason": reason, "message": message,
            ]
        ]
    }

    /// What `--sort-by=.lastTimestamp` means: kubectl puts first the events that have none, such as the scheduler's newest.
    static func sorted(_ events: [Self], asked get: KubectlGet?) -> [Self] {
        guard get?.sortField == "lastTimestamp" else { return events }
        // Sorting does not keep the order of equals.
        return events.enumerated()
            .map { (at: $1.lastSeen?.at ?? Timestamp(seconds: 0), place: $0, event: $1) }
            .sorted { ($0.at, $0.place) < ($1.at, $1.place) }.map(\.event)
    }

    private var firstSeen: KubernetesTime? { firstTimestamp ?? eventTime }
    private var lastSeen: KubernetesTime? { series?.lastObservedTime ?? lastTimestamp ?? firstSeen }

    private var object: String {
        let kind = involvedObject.kind?.lowercased() ?? ""
        return (involvedObject.name ?? "").isEmpty ? kind : "\(kind)/\(involvedObject.name ?? "")"
    }
}
