internal import IncidentCore

/// The label of an alert that a runbook's place means: of `<pod-name>`, `$POD` and `YOUR_POD_NAME` it is `pod`.
struct PlaceLabel: Equatable {
    let name: String
    let type: LabelType

    /// - Returns: `nil` where no label says what is meant, as of `<backup-id>`.
    init?(place: String) {
        let words = Self.words(of: place).filter { !Self.fillers.contains($0) }
        guard let known = Self.known[words.joined()] else { return nil }
        (name, type) = known
    }

    private init(name: String, type: LabelType) { (self.name, self.type) = (name, type) }

    /// The place in a table's command.
    func text(default value: String?) -> String {
        let type = self.type == .dns ? "" : ":\(self.type.rawValue)"
        guard let value, self.type.accepts(value) else { return "{label:\(name)\(type)}" }
        return "{label:\(name)\(type)|\(value)}"
    }

    static let namespace = PlaceLabel(name: "namespace", type: .dns)
    static let deployment = PlaceLabel(name: "deployment", type: .dns)
    static let app = PlaceLabel(name: "app", type: .dns)

    private static let fillers: Set = [
        "name", "of", "the", "your", "my", "a", "an", "this", "that", "target", "affected", "failing", "failed",
        "problematic", "faulty", "actual", "current", "from", "in", "alert", "label", "k8s", "kubernetes",
    ]

    /// By their words without fillers, as kube-state-metrics and the usual exporters name them.
    private static let known: [String: (String, LabelType)] = {
        let kinds = [
            "pod", "namespace", "node", "deployment", "statefulset", "daemonset", "replicaset", "cronjob", "container",
            "service", "ingress", "persistentvolumeclaim", "persistentvolume", "horizontalpodautoscaler", "app",
        ]
        var known = Dictionary(uniqueKeysWithValues: kinds.map { ($0, ($0, LabelType.dns)) })
        let others: [(String, String, LabelType)] = [
            ("ns", "namespace", .dns), ("deploy", "deployment", .dns), ("sts", "statefulset", .dns),
            ("ds", "daemonset", .dns), ("svc", "service", .dns), ("pvc", "persistentvolumeclaim", .dns),
            ("pv", "persistentvolume", .dns), ("hpa", "horizontalpodautoscaler", .dns), ("job", "job_name", .dns),
            ("application", "app", .dns), ("certificate", "name", .dns), ("cert", "name", .dns),
            ("topic", "topic", .name), ("consumergroup", "consumergroup", .name), ("group", "consumergroup", .name),
            ("database", "datname", .database), ("db", "datname", .database), ("dbname", "datname", .database),
        ]
        for (word, name, type) in others { known[word] = (name, type) }
        return known
    }()

    /// `podName`, `POD_NAME` and `pod-name` are the same two words.
    private static func words(of place: String) -> [String] {
        let isShouted = !place.unicodeScalars.contains { ("a"..."z").contains($0) }
        var words: [String] = []
        var isAfterLower = false
        for scalar in place.unicodeScalars {
            guard scalar.isASCIILetter || ("0"..."9").contains(scalar) else {
                if words.last != "" { words.append("") }
                isAfterLower = false
                continue
            }
            let isUpper = ("A"..."Z").contains(scalar)
            if words.isEmpty || (isUpper && isAfterLower && !isShouted) { words.append("") }
            words[words.count - 1] += String(scalar).lowercased()
            isAfterLower = !isUpper
        }
        return words.filter { !$0.isEmpty }
    }
}
