/// One record for each resource that is limited.
struct KubernetesQuota: KubernetesObject {
    static let columns = ["NAME", "REQUEST", "LIMIT", "AGE"]

    let metadata: KubernetesMetadata
    let status: Status

    struct Status: Decodable {
        let hard: [String: LooseText]?
        let used: [String: LooseText]?
    }

    func cells(at now: Timestamp) -> [String] {
        let limits = resources.filter { $0.hasPrefix("limits.") }
        return [
            metadata.name, text(resources.filter { !limits.contains($0) }), text(limits),
            metadata.creationTimestamp.age(at: now),
        ]
    }

    var fields: [KeyValuePairs<String, String?>] {
        resources.isEmpty
            ? [[:]]
            : resources.map { ["resource": $0, "used": used($0), "hard": status.hard?[$0]?.text] }
    }

    private var resources: [String] { (status.hard ?? [:]).keys.sorted() }

    private func used(_ resource: String) -> String { status.used?[resource]?.text ?? "0" }

    private func text(_ resources: [String]) -> String {
        resources.map { "\($0): \(used($0))/\(status.hard?[$0]?.text ?? "")" }.joined(separator: ", ")
    }
}
