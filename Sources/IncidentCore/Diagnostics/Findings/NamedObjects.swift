/// The objects that the sentence of a finding names.
struct NamedObjects: Sendable, Equatable {
    let names: [ObjectName]
    /// Whether what it says is of a machine, by whomever it was brought.
    let isOfNode: Bool

    /// - Parameter text: `pod api-1 is in state Error`, `2 pods of api are …`, `deployment/api, 11m ago: …`, `api has 1 of 3 …`.
    init(in text: String) {
        let words = text.split(separator: " ")
        isOfNode = text.hasPrefix("node ") || text.lowercased().hasPrefix("node/")
        // What is otherwise than before, one after the other: `web: revision 1 -> 2, api: revision 3 -> 4`.
        let tellsChanges = text.contains(" -> ")
        names = words.indices.flatMap { place -> [ObjectName] in
            let word = words[place].trimmed
            let before = place > 0 ? words[place - 1].lowercased() : ""
            if let slash = word.firstIndex(of: "/") {
                let isKind = Self.kinds.contains(word[..<slash].lowercased())
                return isKind ? [ObjectName(word[word.index(after: slash)...])].compactMap(\.self) : []
            }
            let isNamed =
                Self.kinds.contains(before) || before == "new:" || before == "gone:"
                || tellsChanges && before.hasSuffix(",") && words[place].hasSuffix(":")
                || before == "of" && place > 1 && Self.ofWhat.contains(words[place - 2].lowercased())
                || place == 0 && Self.isSubject(words)
            return isNamed ? [ObjectName(word)].compactMap(\.self) : []
        }
    }

    /// Of what is measured: `Pod restarts (pod=api-1) is 6`.
    init(measured text: String) {
        isOfNode = false
        let inside = text.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }
        names = inside.split(separator: ",").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, Self.kinds.contains(String(parts[0].drop { $0 == " " })) else { return nil }
            return ObjectName(parts[1].trimmed)
        }
    }

    private static func isSubject(_ words: [Substring]) -> Bool {
        guard let first = words.first else { return false }
        return first.hasSuffix(":") || first.hasSuffix(",")
            || words.dropFirst().first.map { ["has", "is", "will", "answers", "does"].contains($0) } ?? false
    }

    private static let kinds: Set = [
        "pod", "node", "deployment", "statefulset", "daemonset", "replicaset", "job", "cronjob", "quota", "claim",
        "autoscaler", "release", "workload", "horizontalpodautoscaler", "persistentvolumeclaim", "service", "ingress",
    ]
    private static let ofWhat: Set = ["pods", "jobs", "revision", "containers", "replicas"]
}

extension Substring {
    fileprivate var trimmed: Substring {
        var word = self
        while let last = word.last, ",:;.)\"".contains(last) { word.removeLast() }
        return word.drop { "(\"".contains($0) }
    }
}
