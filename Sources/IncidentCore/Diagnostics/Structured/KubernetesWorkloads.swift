struct KubernetesReplicaSet: KubernetesObject {
    static let columns = ["NAME", "DESIRED", "CURRENT", "READY", "AGE"]

    let metadata: KubernetesMetadata
    let spec: KubernetesReplicaSpec
    let status: KubernetesReplicaStatus

    func cells(at now: Timestamp) -> [String] {
        [
            metadata.name, spec.desired, status.replicas.count, status.readyReplicas.count,
            metadata.creationTimestamp.age(at: now),
        ]
    }

    var fields: [KeyValuePairs<String, String?>] {
        [
            [
                "workload": metadata.workload, "revision": metadata.revision, "image": spec.template?.images,
                "desired": spec.desired,
            ]
        ]
    }
}

struct KubernetesDeployment: KubernetesObject {
    static let columns = ["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE"]

    let metadata: KubernetesMetadata
    let spec: KubernetesReplicaSpec
    let status: KubernetesReplicaStatus

    func cells(at now: Timestamp) -> [String] {
        [
            metadata.name, "\(status.readyReplicas.count)/\(spec.desired)", status.updatedReplicas.count,
            status.availableReplicas.count, metadata.creationTimestamp.age(at: now),
        ]
    }

    var fields: [KeyValuePairs<String, String?>] {
        let conditions = status.conditions
        let failing =
            [conditions["ReplicaFailure"], conditions["Progressing"], conditions["Available"]].compactMap(\.self)
            .first { ($0.status == "True") == ($0.type == "ReplicaFailure") }
        return [
            [
                "workload": metadata.name, "revision": metadata.revision, "image": spec.template?.images,
                "desired": spec.desired, "available": status.availableReplicas.count, "reason": failing?.reason,
                "message": failing?.message,
            ]
        ]
    }
}

struct KubernetesStatefulSet: KubernetesObject {
    static let columns = ["NAME", "READY", "AGE"]

    let metadata: KubernetesMetadata
    let spec: KubernetesReplicaSpec
    let status: KubernetesReplicaStatus

    func cells(at now: Timestamp) -> [String] {
        [metadata.name, "\(status.readyReplicas.count)/\(spec.desired)", metadata.creationTimestamp.age(at: now)]
    }

    var fields: [KeyValuePairs<String, String?>] {
        [
            [
                "workload": metadata.name, "image": spec.template?.images, "desired": spec.desired,
                "available": status.availableReplicas.count,
            ]
        ]
    }
}

struct KubernetesReplicaSpec: Decodable {
    private let replicas: Int?
    let template: KubernetesTemplate?

    /// One, where nothing is said (Kubernetes' API reference).
    var desired: String { String(replicas ?? 1) }
}

struct KubernetesReplicaStatus: Decodable {
    let replicas, readyReplicas, updatedReplicas, availableReplicas: Int?
    let conditions: [KubernetesCondition]?
}

extension Int? {
    /// Kubernetes leaves a zero out.
    var count: String { String(self ?? 0) }
}
