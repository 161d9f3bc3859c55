/// The name of a workload, a pod or the like, to be compared with how an alert or a sentence names it.
struct ObjectName: Sendable, Hashable {
    let text: String
    private let likeness: Likeness

    enum Likeness: Sendable {
        /// A node, a claim: another of the same series is another thing.
        case exact
        /// What is scraped: a machine, or a program or one pod of it.
        case instance
        /// What it runs is it.
        case workload
        /// As a team says it shortly: `api` is `analytics-api`.
        case short
    }

    /// - Returns: `nil` for what is no such name: a number, an address, a word of a sentence.
    init?(_ text: some StringProtocol, _ likeness: Likeness = .workload) {
        let text = text.lowercased().replacing("_", with: "-")
        guard let first = text.utf8.first, text.utf8.count <= 253, Self.isLetterOrDigit(first),
            text.utf8.allSatisfy({ Self.isLetterOrDigit($0) || "-.:".utf8.contains($0) }),
            text.utf8.contains(where: { (97...122).contains($0) }), !Self.words.contains(text)
        else { return nil }
        (self.text, self.likeness) = (text, likeness)
    }

    /// Whether both are the same thing, or one is a pod of the other: `analytics-api` and `analytics-api-7d9c6b5f4-2xkqv`.
    func belongs(with other: ObjectName) -> Bool {
        guard text != other.text else { return true }
        guard likeness != .exact, other.likeness != .exact else { return false }
        let isShort = likeness == .short && other.workload.hasSuffix("-\(text)")
        if isShort || isPart(of: other) || other.isPart(of: self) { return true }
        return likeness != .instance && other.likeness != .instance && workload == other.workload
    }

    /// Whether both are called after the same: `analytics-api` and `analytics-worker`. Of a series that says nothing.
    func isAlike(_ other: ObjectName) -> Bool {
        guard likeness != .exact, other.likeness != .exact else { return false }
        return text.prefix { $0 != "-" } == other.text.prefix { $0 != "-" }
    }

    /// Whether it is what a namespace is called, or a part of that: `analytics-hub` in `llm-analytics-hub`.
    func isPart(ofNamespace namespace: String) -> Bool { Self.has(namespace.lowercased(), text) }

    /// Whether words with `-` between them name what it runs or is: `analytics-api-down` the pods of `analytics-api`.
    func isNamed(in words: String) -> Bool { ObjectName(workload) != nil && Self.has(words, workload) }

    private static func has(_ words: String, _ name: String) -> Bool { "-\(words)-".contains("-\(name)-") }

    /// Whether it is a database, a cache or a queue by its name, or a claim of one: `data-timescaledb-0`.
    var isOfStore: Bool { text.split(separator: "-").contains { TroubleArea.store(named: $0) != nil } }

    /// Without the ending that Kubernetes, or who named a service, has put behind it.
    private var workload: String {
        var parts = text.split(separator: "-")
        while parts.count > 1, let last = parts.last, Self.isEnding(last) { parts.removeLast() }
        return parts.joined(separator: "-")
    }

    private func isPart(of other: ObjectName) -> Bool {
        guard text.hasPrefix(other.text + "-") else { return false }
        let rest = text.dropFirst(other.text.utf8.count + 1).split(separator: "-")
        return rest.count <= 2 && rest.allSatisfy(Self.isEnding)
    }

    /// A pod's number or five characters, a template's hash; or what a service adds to the name of what it is before.
    private static func isEnding(_ part: Substring) -> Bool {
        if ["svc", "service", "headless", "metrics", "lb"].contains(part) { return true }
        guard part.utf8.count <= 10, part.utf8.allSatisfy(isLetterOrDigit) else { return false }
        // `v2` belongs to a name that people gave.
        let isVersion = part.first == "v" && part.dropFirst().allSatisfy(\.isNumber)
        return part.contains(where: \.isNumber) && !isVersion || part.utf8.count >= 5 && PodName.isMadeUp(part)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }

    /// What may stand where a name would.
    private static let words: Set = [
        "a", "all", "an", "and", "are", "at", "been", "by", "cluster", "container", "containers", "event", "events",
        "for",
        "from", "gone", "group", "has", "in", "is", "it", "its", "job", "jobs", "kubectl", "log", "namespace", "new",
        "no",
        "nobody", "node", "nodes", "not", "of", "on", "open", "pod", "pods", "process", "processes", "revision", "that",
        "the", "them", "there", "these", "this", "those", "to", "was", "were", "which",
    ]
}
