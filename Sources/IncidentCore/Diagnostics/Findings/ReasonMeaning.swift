/// What a reason of Kubernetes means, for a sentence where nothing else says it.
enum ReasonMeaning {
    /// - Parameters:
    ///   - message: what stands where the sentence has it.
    ///   - reason: beside it; `nil` where there is none.
    /// - Returns: the message, or what the reason means where that is empty or "unknown".
    static func words(_ message: String?, of reason: String?) -> String {
        let text = (message ?? "").trimmingBlanks()
        guard ["", "unknown", "<unknown>", "<none>", "n/a"].contains(text.lowercased()) else { return text }
        return reason.flatMap { meanings[$0] } ?? "no more is said of it"
    }

    private static let meanings = [
        "ProgressDeadlineExceeded": "its rollout has not progressed within its deadline",
        "FailedCreate": "its pods cannot be created",
        "ReplicaFailure": "its pods cannot be created or deleted",
        "MinimumReplicasUnavailable": "fewer of its pods are available than are needed",
        "BackOff": "it ends again and again, and is started later each time",
        "CrashLoopBackOff": "it ends again and again, and is started later each time",
        "ImagePullBackOff": "its image cannot be pulled, and is tried later each time",
        "ErrImagePull": "its image cannot be pulled",
        "Unhealthy": "a probe of it fails",
        "Failed": "its container cannot be started",
        "FailedScheduling": "no node has room for it, or may take it",
        "FailedMount": "a volume of it cannot be mounted",
        "FailedAttachVolume": "a volume of it cannot be attached to its node",
        "FailedCreatePodSandBox": "its network or its sandbox cannot be set up",
        "Evicted": "its node had too little left, and has put it out",
        "OOMKilling": "a process was killed because memory was full",
        "OOMKilled": "it was killed because its memory was full",
        "NodeNotReady": "its node is not ready",
        "KubeletNotReady": "its kubelet says that it is not ready",
        "NodeStatusUnknown": "its kubelet no longer reports",
        "BackoffLimitExceeded": "its pods have failed as often as it is tried",
        "DeadlineExceeded": "it has not ended within its deadline",
    ]
}
