/// What kind of thing is in trouble, or looked at.
package enum TroubleArea: Sendable, Hashable, CaseIterable {
    case workload, node, database, cache, queue, job, volume, quota, autoscaler, release, monitoring
}

extension TroubleArea {
    /// Of a store's workload, pod or service by its name: `timescaledb-0` is a database.
    static func store(named name: some StringProtocol) -> TroubleArea? {
        let name = name.lowercased()
        return stores.first { $0.prefixes.contains(where: name.hasPrefix) }?.area
    }

    private static let stores: [(area: TroubleArea, prefixes: [String])] = [
        (.database, ["timescale", "postgres", "pgbouncer", "patroni", "database"]), (.cache, ["redis", "valkey"]),
        (.queue, ["kafka", "zookeeper"]),
    ]

    /// What an alert is about by its name; empty where that says nothing of the kind.
    static func areas(ofAlert name: String) -> Set<TroubleArea> {
        // In `HighPacketLoss` these letters are no word.
        let isOfAutoscaler = name.contains("HPA") || name.contains("Hpa")
        let name = name.lowercased()
        var special = Set(specialWords.filter { $0.words.contains(where: name.contains) }.map { $0.area })
        if isOfAutoscaler { special.insert(.autoscaler) }
        // A database that is down is no pod that is down.
        let words = special.isEmpty ? podWords + workloadWords : podWords
        return words.contains(where: name.contains) ? special.union([.workload]) : special
    }

    /// Whether an alert is about what nobody sees in a cluster's state: who came in, not what is broken.
    static func isOfSecurity(_ labels: Labels) -> Bool {
        let name = (labels["alertname"] ?? "").lowercased()
        // `LoginServiceDown`: what lets people in is broken.
        guard !brokenWords.contains(where: name.contains) else { return false }
        return securityWords.contains(where: name.contains)
            || ["team", "category"].contains { labels[$0]?.lowercased().hasPrefix("security") ?? false }
    }

    /// Whether an alert is about what no trouble of a cluster causes, by its name: money, a certificate that ends.
    static func isOfPaper(_ name: String) -> Bool {
        // `ErrorBudgetBurn`, `PodDisruptionBudgetAtLimit`: its name says what is in trouble.
        areas(ofAlert: name).isEmpty && !name.lowercased().contains("burn")
            && paperWords.contains(where: name.lowercased().contains)
    }

    /// Whether it is about who reads a queue, and falls behind.
    static func isOfConsumers(_ labels: Labels) -> Bool {
        let name = (labels["alertname"] ?? "").lowercased()
        return name.contains("consumer") || name.contains("kafka") && name.contains("lag")
            || ["consumergroup", "consumer_group"].contains { !(labels[$0] ?? "").isEmpty }
    }

    private static let brokenWords = [
        "down", "latency", "slow", "error", "crash", "restart", "unavailab", "unreachab", "unhealthy", "notready",
        "timeout", "outage", "5xx",
    ]

    private static let paperWords = ["budget", "cost", "invoice", "licen", "certexpir", "certificateexpir"]

    private static let securityWords = [
        "security", "intrusion", "login", "unauthori", "malware", "breach", "attack", "vulnerab", "exploit",
        "suspicious", "bruteforce", "privilege", "exfiltrat", "compromise", "credential", "falco", "phishing",
    ]

    private static let specialWords: [(area: TroubleArea, words: [String])] = [
        (.node, ["node", "kubelet", "disk", "filesystem"]), (.database, ["database", "postgres", "timescale"]),
        (.cache, ["redis", "cache"]), (.queue, ["kafka", "zookeeper", "consumer"]),
        (.job, ["backup", "restore", "cron", "job"]), (.volume, ["volume", "disk"]), (.quota, ["quota", "overcommit"]),
        (.autoscaler, ["autoscal"]), (.release, ["helm"]),
        (.monitoring, ["prometheus", "alertmanager", "grafana"]),
    ]

    private static let podWords = ["pod", "container", "crashloop", "oomkill", "deployment", "replica", "imagepull"]

    private static let workloadWords = [
        "restart", "oom", "rollout", "service", "api", "latency", "slow", "error", "down", "unavailab", "unhealthy",
        "timeout", "target", "memory", "cpu", "throttl", "pressure", "saturation", "llm", "analytics", "availab",
        "traffic", "request", "http", "probe", "health", "outage", "5xx", "p95", "p99", "unreachab", "response",
        "dataloss", "fail", "stuck", "degraded", "crash",
    ]
}
