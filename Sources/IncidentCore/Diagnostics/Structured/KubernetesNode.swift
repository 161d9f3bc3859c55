struct KubernetesNode: KubernetesObject {
    static let columns = ["NAME", "STATUS", "ROLES", "AGE", "VERSION"]
    static let isNamespaced = false

    let metadata: KubernetesMetadata
    let spec: Spec?
    let status: Status

    struct Spec: Decodable { let unschedulable: Bool? }

    struct Status: Decodable {
        let conditions: [KubernetesCondition]?
        let nodeInfo: Info?

        struct Info: Decodable { let kubeletVersion: String? }
    }

    func cells(at now: Timestamp) -> [String] {
        let ready = status.conditions["Ready"].map { $0.status == "True" ? "Ready" : "NotReady" } ?? "Unknown"
        return [
            metadata.name, ready + (spec?.unschedulable == true ? ",SchedulingDisabled" : ""),
            roles.isEmpty ? "<none>" : roles.joined(separator: ","), metadata.creationTimestamp.age(at: now),
            status.nodeInfo?.kubeletVersion ?? "",
        ]
    }

    var fields: [KeyValuePairs<String, String?>] {
        let conditions = status.conditions
        let ready = conditions["Ready"]
        let pressures = ["MemoryPressure", "DiskPressure", "PIDPressure"].map { conditions[$0] }
        let failing = ready?.status == "True" ? pressures.compactMap(\.self).first { $0.status != "False" } : ready
        return [
            [
                "ready": ready?.status, "memory_pressure": pressures[0]?.status, "disk_pressure": pressures[1]?.status,
                "pid_pressure": pressures[2]?.status, "reason": failing?.reason, "message": failing?.message,
            ]
        ]
    }

    private var roles: [String] {
        Set(
            (metadata.labels ?? [:]).compactMap { name, value -> String? in
                let prefix = "node-role.kubernetes.io/"
                if name.hasPrefix(prefix) {
                    return name.count > prefix.count ? String(name.dropFirst(prefix.count)) : nil
                }
                return name == "kubernetes.io/role" && !value.isEmpty ? value : nil
            }
        ).sorted()
    }
}
