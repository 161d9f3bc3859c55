struct KubernetesPod: KubernetesObject {
    static let columns = ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]

    let metadata: KubernetesMetadata
    let spec: Spec
    let status: Status

    struct Spec: Decodable {
        let nodeName: String?
        let containers: [Container]
        let initContainers: [Container]?
    }

    struct Container: Decodable {
        let name: String
        let image: String?
        /// `Always` of an init container that stays, a sidecar.
        let restartPolicy: String?
        let resources: Resources?

        struct Resources: Decodable {
            let limits: Limits?
            struct Limits: Decodable { let memory: LooseText? }
        }
    }

    struct Status: Decodable {
        let phase: String?
        let reason: String?
        let message: String?
        let conditions: [KubernetesCondition]?
        let containerStatuses: [ContainerStatus]?
        let initContainerStatuses: [ContainerStatus]?
    }

    struct ContainerStatus: Decodable {
        let name: String
        let ready: Bool?
        let started: Bool?
        let restartCount: Int?
        let state: State?
        let lastState: State?

        struct State: Decodable {
            let waiting: Waiting?
            let running: Running?
            let terminated: Terminated?
        }

        struct Waiting: Decodable { let reason, message: String? }
        struct Running: Decodable {}
        struct Terminated: Decodable {
            let exitCode: Int
            let signal: Int?
            let reason, message: String?
            let finishedAt: KubernetesTime?
        }
    }

    func cells(at now: Timestamp) -> [String] {
        let state = PodState(self)
        let restarts =
            state.restarts == 0 || state.lastEnd == nil
            ? "\(state.restarts)" : "\(state.restarts) (\(state.lastEnd.age(at: now)) ago)"
        return [
            metadata.name, "\(state.ready)/\(state.total)", state.word, restarts,
            metadata.creationTimestamp.age(at: now),
        ]
    }

    /// Of its containers, those of the one that is worst off.
    var fields: [KeyValuePairs<String, String?>] {
        let worst = worstContainer
        let (state, last) = (worst?.state, worst?.lastState?.terminated)
        let container =
            worst.map { worst in
                (spec.containers + (spec.initContainers ?? [])).first { $0.name == worst.name }
            } ?? spec.containers.first
        let unscheduled = status.conditions["PodScheduled"].flatMap { $0.status == "False" ? $0 : nil }
        return [
            [
                "workload": metadata.workload, "node": spec.nodeName, "container": worst?.name ?? container?.name,
                "image": container?.image,
                "memory_limit": container.map { $0.resources?.limits?.memory?.text ?? "none" },
                "ready": status.conditions["Ready"]?.status, "restarts": String(PodState(self).restarts),
                "reason": state?.waiting?.reason ?? state?.terminated?.reason ?? status.reason ?? unscheduled?.reason,
                "message": state?.waiting?.message ?? state?.terminated?.message ?? status.message
                    ?? unscheduled?.message,
                "last_reason": last?.reason, "exit_code": (state?.terminated ?? last).map { String($0.exitCode) },
                "last_ended": (last ?? state?.terminated)?.finishedAt?.text,
                "deleted": metadata.deletionTimestamp?.text,
            ]
        ]
    }

    /// The first that does not run and should, else the one that ended last, else the first.
    private var worstContainer: ContainerStatus? {
        let all = (status.initContainerStatuses ?? []) + (status.containerStatuses ?? [])
        let stuck = all.first { container in
            if let ended = container.state?.terminated { return ended.exitCode != 0 }
            guard let reason = container.state?.waiting?.reason else { return false }
            return !["PodInitializing", "ContainerCreating"].contains(reason)
        }
        let ended = all.filter { $0.lastEnd != nil }.max { $0.lastEnd! < $1.lastEnd! }
        return stuck ?? ended ?? status.containerStatuses?.first
    }
}

extension KubernetesPod.ContainerStatus {
    fileprivate var lastEnd: Timestamp? { lastState?.terminated?.finishedAt?.at }
}

/// What `printPod` says of a pod.
private struct PodState {
    private(set) var word: String
    private(set) var ready = 0
    private(set) var total: Int
    private(set) var restarts = 0
    private(set) var lastEnd: KubernetesTime?

    init(_ pod: KubernetesPod) {
        let status = pod.status
        word = status.reason ?? status.phase ?? ""
        if status.conditions["PodScheduled"]?.reason == "SchedulingGated" { word = "SchedulingGated" }
        let sidecars = Set((pod.spec.initContainers ?? []).filter { $0.restartPolicy == "Always" }.map(\.name))
        total = pod.spec.containers.count + sidecars.count
        let initContainers = status.initContainerStatuses ?? []
        let isInitializing = begin(initContainers, of: pod.spec.initContainers?.count ?? 0, sidecars)
        if !isInitializing || status.conditions.has("Initialized") {
            (restarts, lastEnd) = (0, nil)
            for container in initContainers where sidecars.contains(container.name) { count(container) }
            run(status)
        }
        guard pod.metadata.deletionTimestamp != nil else { return }
        if status.reason == "NodeLost" {
            word = "Unknown"
        } else if !["Succeeded", "Failed"].contains(status.phase) {
            word = "Terminating"
        }
    }

    private mutating func count(_ container: KubernetesPod.ContainerStatus) {
        restarts += container.restartCount ?? 0
        guard let end = container.lastState?.terminated?.finishedAt, let at = end.at else { return }
        if lastEnd?.at.map({ $0 < at }) ?? true { lastEnd = end }
    }

    /// - Returns: whether an init container keeps the others from beginning.
    private mutating func begin(
        _ containers: [KubernetesPod.ContainerStatus], of count: Int, _ sidecars: Set<String>
    ) -> Bool {
        for (index, container) in containers.enumerated() {
            self.count(container)
            if let ended = container.state?.terminated, ended.exitCode == 0 { continue }
            if sidecars.contains(container.name), container.started == true {
                ready += container.ready == true ? 1 : 0
                continue
            }
            if let ended = container.state?.terminated {
                word = "Init:" + ended.word
            } else if let reason = container.state?.waiting?.reason, !reason.isEmpty, reason != "PodInitializing" {
                word = "Init:" + reason
            } else {
                word = "Init:\(index)/\(count)"
            }
            return true
        }
        return false
    }

    private mutating func run(_ status: KubernetesPod.Status) {
        var isRunning = false
        for container in (status.containerStatuses ?? []).reversed() {
            count(container)
            if let reason = container.state?.waiting?.reason, !reason.isEmpty {
                word = reason
            } else if let ended = container.state?.terminated {
                word = ended.word
            } else if container.ready == true, container.state?.running != nil {
                isRunning = true
                ready += 1
            }
        }
        if word == "Completed", isRunning { word = status.conditions.has("Ready") ? "Running" : "NotReady" }
    }
}

extension KubernetesPod.ContainerStatus.Terminated {
    fileprivate var word: String {
        if let reason, !reason.isEmpty { return reason }
        return (signal ?? 0) != 0 ? "Signal:\(signal ?? 0)" : "ExitCode:\(exitCode)"
    }
}
