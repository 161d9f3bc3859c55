/// A horizontal pod autoscaler, of autoscaling/v2 or v1.
struct KubernetesAutoscaler: KubernetesObject {
    static let columns = ["NAME", "REFERENCE", "TARGETS", "MINPODS", "MAXPODS", "REPLICAS", "AGE"]

    let metadata: KubernetesMetadata
    let spec: Spec
    let status: Status?

    struct Spec: Decodable {
        let scaleTargetRef: Target
        let minReplicas: Int?
        let maxReplicas: Int
        let metrics: [Metric]?
        /// v1
        let targetCPUUtilizationPercentage: Int?

        struct Target: Decodable { let kind, name: String }
    }

    struct Status: Decodable {
        let currentReplicas, desiredReplicas: Int?
        let currentMetrics: [Metric]?
        let conditions: [KubernetesCondition]?
        /// v1
        let currentCPUUtilizationPercentage: Int?
    }

    /// What is to be, or what is: under a name that depends on the type.
    struct Metric: Decodable {
        let type: String
        let resource, containerResource, pods, object, external: Value?

        struct Value: Decodable {
            let name: String?
            let target, current: Amount?
        }

        struct Amount: Decodable {
            let averageUtilization: Int?
            let averageValue, value: LooseText?
        }

        var body: Value? { resource ?? containerResource ?? pods ?? object ?? external }
    }

    func cells(at now: Timestamp) -> [String] {
        [
            metadata.name, "\(spec.scaleTargetRef.kind)/\(spec.scaleTargetRef.name)", targets,
            spec.minReplicas.map(String.init) ?? "<unset>", String(spec.maxReplicas),
            (status?.currentReplicas).count, metadata.creationTimestamp.age(at: now),
        ]
    }

    var fields: [KeyValuePairs<String, String?>] {
        let conditions = status?.conditions
        let failing = [conditions["AbleToScale"], conditions["ScalingActive"]].compactMap(\.self)
            .first { $0.status == "False" }
        return [
            [
                "workload": spec.scaleTargetRef.name, "minimum": String(spec.minReplicas ?? 1),
                "maximum": String(spec.maxReplicas), "current": (status?.currentReplicas).count,
                "desired": (status?.desiredReplicas).count, "reason": failing?.reason, "message": failing?.message,
            ]
        ]
    }

    private var targets: String {
        if let target = spec.targetCPUUtilizationPercentage, spec.metrics == nil {
            return "cpu: \(status?.currentCPUUtilizationPercentage.map { "\($0)%" } ?? "<unknown>")/\(target)%"
        }
        guard let metrics = spec.metrics, !metrics.isEmpty else { return "<none>" }
        let current = status?.currentMetrics ?? []
        let texts = metrics.enumerated().map { index, metric in
            text(of: metric, now: index < current.count ? current[index].body?.current : nil)
        }
        return texts.prefix(2).joined(separator: ", ") + (texts.count > 2 ? " + \(texts.count - 2) more..." : "")
    }

    private func text(of metric: Metric, now current: Metric.Amount?) -> String {
        let target = metric.body?.target
        let unknown = "<unknown>"
        switch metric.type {
        case "Resource", "ContainerResource":
            let name = metric.body?.name ?? ""
            if let average = target?.averageValue {
                return "\(name): \(current?.averageValue?.text ?? unknown)/\(average.text)"
            }
            let now = current?.averageUtilization.map { "\($0)%" } ?? unknown
            return "\(name): \(now)/\(target?.averageUtilization.map { "\($0)%" } ?? "<auto>")"
        case "Pods": return "\(current?.averageValue?.text ?? unknown)/\(target?.averageValue?.text ?? "")"
        case "Object", "External":
            if let average = target?.averageValue {
                return "\(current?.averageValue?.text ?? unknown)/\(average.text) (avg)"
            }
            return "\(current?.value?.text ?? unknown)/\(target?.value?.text ?? "")"
        default: return "<unknown type>"
        }
    }
}
