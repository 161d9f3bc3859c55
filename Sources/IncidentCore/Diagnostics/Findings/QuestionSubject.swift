/// What a collector's question is about, as its arguments say it.
package struct QuestionSubject: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// Of certain objects: a log, a deployment by its name.
        case objects
        /// What a program inside a pod says.
        case inside
        /// Of all there are of a kind; each row is about one of them.
        case list
        /// What Prometheus measured; each series is about one thing.
        case measured
        /// Nobody can tell.
        case unknown
    }

    let kind: Kind
    let names: [ObjectName]
    let area: TroubleArea?
    /// `nil` where it names none.
    package let namespace: String?
    /// Stores that it names.
    let stores: Set<TroubleArea>

    /// Whether each row of the answer is about a pod, a deployment or the like.
    package var listsWorkloads: Bool { kind == .list && area == .workload }

    /// - Parameter arguments: as an artifact keeps them.
    package init(_ arguments: [String]) {
        switch arguments.first?.split(separator: "/").last ?? "" {
        case "kubectl": self.init(kubectl: Array(arguments.dropFirst()))
        case "helm":
            let space = arguments.firstIndex(of: "-n").flatMap { arguments.dropFirst($0 + 1).first }
            let name = arguments.dropFirst().first == "history" ? arguments.dropFirst(2).first : nil
            self.init(
                name == nil ? .list : .objects, [name].compactMap { $0.flatMap { ObjectName($0) } }, area: .release,
                space)
        case "prometheus": self.init(query: arguments.dropFirst().first ?? "")
        default: self.init(.unknown)
        }
    }

    private init(
        _ kind: Kind, _ names: [ObjectName] = [], area: TroubleArea? = nil, _ namespace: String? = nil,
        stores: Set<TroubleArea> = []
    ) {
        (self.kind, self.names, self.area, self.namespace) = (kind, names, area, namespace)
        self.stores = stores.union(names.compactMap { TroubleArea.store(named: $0.text) })
    }

    private init(kubectl arguments: [String]) {
        // A redis-cli that is handed its password has an input, which the tables may not ask for.
        let outer = arguments.prefix { $0 != "--" }
        let asked = outer.filter { $0 != "-i" } + arguments.dropFirst(outer.count)
        guard let (verb, options) = try? ReadOnlyGrammar.kubectlOptions(asked) else {
            self.init(.unknown)
            return
        }
        let namespace = options.values("n", "namespace").last
        let selected = options.values("l", "selector").flatMap { $0.split(separator: ",") }
            .compactMap { $0.split(separator: "=").last }.compactMap { ObjectName($0) }
        let words = options.words
        // Of `pod/NAME` the kind stands before the name.
        let pairs = words.filter { $0.contains("/") }.compactMap { $0.split(separator: "/").last }
        switch verb {
        case "exec", "logs":
            let names = pairs + words.filter { !$0.contains("/") }.prefix(1)
            self.init(
                verb == "exec" ? .inside : .objects, names.compactMap { ObjectName($0) } + selected, area: .workload,
                namespace)
        case "get", "describe", "top", "top pods", "top pod", "top po", "top nodes", "top node", "top no", "events",
            "rollout history", "rollout status":
            let isKindInVerb = verb.hasPrefix("top ") || verb == "events"
            let resource = isKindInVerb ? verb[...].split(separator: " ").last ?? "" : words.first ?? ""
            let plain = words.filter { !$0.contains("/") }.dropFirst(isKindInVerb ? 0 : 1)
            let names = (pairs + plain).compactMap { ObjectName($0) }
            self.init(
                names.isEmpty ? .list : .objects, names, area: Self.area(of: resource.prefix { $0 != "/" }), namespace)
        default: self.init(.unknown, namespace)
        }
    }

    private init(_ kind: Kind, _ namespace: String?) { self.init(kind, [], area: nil, namespace) }

    private init(query: String) {
        let areas: [(area: TroubleArea, signs: [String])] = [
            (.volume, ["volume"]), (.queue, ["kafka"]), (.cache, ["redis"]),
            (.database, ["timescaledb", "postgres", "pg_"]),
            (.node, ["node_"]),
        ]
        let named = areas.first { $0.signs.contains(where: query.contains) }?.area
        let place = query.firstRange(of: "namespace=\"").map { String(query[$0.upperBound...].prefix { $0 != "\"" }) }
        let stores: Set<TroubleArea> = [.database, .cache, .queue]
        self.init(
            .measured, [], area: named ?? .workload, place, stores: stores.intersection([named].compactMap(\.self)))
    }

    private static func area(of resource: Substring) -> TroubleArea {
        switch resource.prefix(while: { $0 != "." }) {
        case "nodes", "node", "no": .node
        case "jobs", "job", "cronjobs", "cronjob", "cj": .job
        case "persistentvolumeclaims", "persistentvolumeclaim", "pvc", "persistentvolumes", "persistentvolume", "pv":
            .volume
        case "resourcequotas", "resourcequota", "quota": .quota
        case "horizontalpodautoscalers", "horizontalpodautoscaler", "hpa": .autoscaler
        default: .workload
        }
    }
}
