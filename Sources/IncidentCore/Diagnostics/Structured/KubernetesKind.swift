/// A kind of resource whose objects are read.
enum KubernetesKind: String, Sendable, CaseIterable {
    case pods, replicasets, deployments, statefulsets, nodes, horizontalpodautoscalers, resourcequotas, cronjobs, jobs
    case events

    /// - Parameter word: as kubectl takes it: `pods`, `po`, `deployments.apps`, `jobs.v1.batch`.
    init?(_ word: Substring) {
        let parts = word.lowercased().split(separator: ".", maxSplits: 1)
        guard let name = parts.first,
            let kind = Self.allCases.first(where: { kind in
                name == kind.rawValue || name == kind.rawValue.dropLast() || kind.shortNames.contains(String(name))
            }),
            parts.count == 1 || !kind.group.isEmpty && (parts[1] == kind.group || parts[1].hasSuffix(".\(kind.group)"))
        else { return nil }
        self = kind
    }

    private var shortNames: Set<String> {
        switch self {
        case .pods: ["po"]
        case .replicasets: ["rs"]
        case .deployments: ["deploy"]
        case .statefulsets: ["sts"]
        case .nodes: ["no"]
        case .horizontalpodautoscalers: ["hpa"]
        case .resourcequotas: ["quota"]
        case .cronjobs: ["cj"]
        case .jobs: []
        case .events: ["ev"]
        }
    }

    private var group: String {
        switch self {
        case .replicasets, .deployments, .statefulsets: "apps"
        case .horizontalpodautoscalers: "autoscaling"
        case .cronjobs, .jobs: "batch"
        case .pods, .nodes, .resourcequotas, .events: ""
        }
    }

    /// - Parameters:
    ///   - bytes: what `kubectl get … -o json` wrote.
    ///   - get: how the table was to look.
    func read(
        _ bytes: [UInt8], asked get: KubectlGet?, at now: Timestamp
    ) throws(StructuredFailure) -> StructuredTable {
        try object.table(bytes, asked: get, at: now)
    }

    /// All that a row may have.
    func fields(asked get: KubectlGet?) -> [String] { object.columns(asked: get) + object.fieldNames }

    private var object: any KubernetesObject.Type {
        switch self {
        case .pods: KubernetesPod.self
        case .replicasets: KubernetesReplicaSet.self
        case .deployments: KubernetesDeployment.self
        case .statefulsets: KubernetesStatefulSet.self
        case .nodes: KubernetesNode.self
        case .horizontalpodautoscalers: KubernetesAutoscaler.self
        case .resourcequotas: KubernetesQuota.self
        case .cronjobs: KubernetesCronJob.self
        case .jobs: KubernetesJob.self
        case .events: KubernetesEvent.self
        }
    }
}
