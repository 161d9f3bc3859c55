/// A `kubectl get` that prints the table which kubectl prints by itself, of one kind of resource.
struct KubectlGet {
    /// `nil` where it is none whose objects can be read.
    let kind: KubernetesKind?
    /// As far as the command says it.
    let namespace: String?
    let isEverywhere: Bool
    let hasHeader: Bool
    let ignoresMissing: Bool
    /// By which field it sorts, without what JSONPath puts around it: `lastTimestamp`.
    let sortField: String?
    /// Whether it says how it prints.
    let hasOutput: Bool

    /// - Returns: `nil` for another command, and for options with which the table is another one.
    init?(_ arguments: [String]) {
        guard let (verb, parsed) = try? ReadOnlyGrammar.kubectlOptions(arguments), verb == "get",
            parsed.options.allSatisfy({ Self.isPlain($0) })
        else { return nil }
        let words = parsed.words
        let isPairs = words.contains { $0.contains("/") }
        let kinds = words.prefix(isPairs ? words.count : 1).map { word in word.prefix { $0 != "/" } }
        guard let first = kinds.first, kinds.allSatisfy({ $0 == first }) else { return nil }
        kind = KubernetesKind(first)
        namespace = parsed.values("n", "namespace").last
        isEverywhere = parsed.has("A", "all-namespaces")
        hasHeader = !parsed.has("no-headers")
        ignoresMissing = parsed.has("ignore-not-found")
        sortField = parsed.values("sort-by").last.map { String($0.drop { "{.".contains($0) }.prefix { $0 != "}" }) }
        hasOutput = parsed.has("o", "output")
    }

    private static func isPlain(_ option: (name: String, value: String?)) -> Bool {
        valued.contains(option.name) || switches.contains(option.name) && option.value == nil
            || option.name == "o" && option.value == "json" || ["w", "watch"].contains(option.name)
    }

    private static let valued: Set = [
        "n", "namespace", "l", "selector", "field-selector", "sort-by", "chunk-size", "context", "request-timeout", "v",
    ]
    private static let switches: Set = [
        "A", "all-namespaces", "no-headers", "ignore-not-found", "match-server-version", "warnings-as-errors",
        "disable-compression",
    ]
}
