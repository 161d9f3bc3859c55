struct KubernetesCronJob: KubernetesObject {
    static let columns = ["NAME", "SCHEDULE", "TIMEZONE", "SUSPEND", "ACTIVE", "LAST SCHEDULE", "AGE"]

    let metadata: KubernetesMetadata
    let spec: Spec
    let status: Status?

    struct Spec: Decodable {
        let schedule: String
        let timeZone: String?
        let suspend: Bool?
    }

    struct Status: Decodable {
        let active: [Reference]?
        let lastScheduleTime, lastSuccessfulTime: KubernetesTime?

        struct Reference: Decodable {}
    }

    func cells(at now: Timestamp) -> [String] {
        [
            metadata.name, spec.schedule, spec.timeZone ?? "<none>",
            spec.suspend.map { $0 ? "True" : "False" } ?? "<unset>", (status?.active?.count).count,
            status?.lastScheduleTime == nil ? "<none>" : (status?.lastScheduleTime).age(at: now),
            metadata.creationTimestamp.age(at: now),
        ]
    }

    var fields: [KeyValuePairs<String, String?>] {
        [
            [
                "workload": metadata.name, "last_schedule": status?.lastScheduleTime?.text,
                "last_success": status?.lastSuccessfulTime?.text, "suspended": String(spec.suspend ?? false),
            ]
        ]
    }
}

struct KubernetesJob: KubernetesObject {
    static let columns = ["NAME", "STATUS", "COMPLETIONS", "DURATION", "AGE"]

    let metadata: KubernetesMetadata
    let spec: Spec
    let status: Status

    struct Spec: Decodable { let completions, parallelism: Int? }

    struct Status: Decodable {
        let active, succeeded, failed: Int?
        let startTime, completionTime: KubernetesTime?
        let conditions: [KubernetesCondition]?
    }

    func cells(at now: Timestamp) -> [String] {
        let parallelism = spec.parallelism ?? 0
        let of = spec.completions.map(String.init) ?? (parallelism > 1 ? "1 of \(parallelism)" : "1")
        let duration = status.startTime?.at.map { ((status.completionTime?.at ?? now) - $0).kubernetesText }
        return [
            metadata.name, word, "\(status.succeeded.count)/\(of)", duration ?? "",
            metadata.creationTimestamp.age(at: now),
        ]
    }

    var fields: [KeyValuePairs<String, String?>] {
        let failed = status.conditions.has("Failed") ? status.conditions["Failed"] : nil
        return [
            [
                "workload": metadata.workload, "succeeded": status.succeeded.count, "failed": status.failed.count,
                "active": status.active.count, "reason": failed?.reason, "message": failed?.message,
                "started": status.startTime?.text, "ended": (status.completionTime ?? failed?.lastTransitionTime)?.text,
            ]
        ]
    }

    private var word: String {
        let conditions = status.conditions
        return if conditions.has("Complete") {
            "Complete"
        } else if conditions.has("Failed") {
            "Failed"
        } else if metadata.deletionTimestamp != nil {
            "Terminating"
        } else {
            ["Suspended", "FailureTarget", "SuccessCriteriaMet"].first(where: conditions.has) ?? "Running"
        }
    }
}
