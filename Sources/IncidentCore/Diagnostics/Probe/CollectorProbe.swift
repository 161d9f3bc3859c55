/// One question that tells whether a collector can work here, and changes nothing.
package struct CollectorProbe: Sendable, Hashable {
    /// What is asked, which decides how its answer is read.
    package let kind: Kind
    /// The argument list, before its session is made read-only.
    package let words: [String]
    /// Variables that the login was to come from and that are not set.
    package let unsetVariables: [String]

    package enum Kind: Sendable, Hashable {
        case reach, permission, login, ready, redis, kafka, version, http
    }

    package init(_ kind: Kind, _ words: [String], unsetVariables: [String] = []) {
        (self.kind, self.words, self.unsetVariables) = (kind, words, unsetVariables)
    }

    /// What to ask for a command, in order; each makes sense only after the one before it. Empty for a program that no
    /// grammar knows.
    ///
    /// Where a label could not be filled in, what depends on it is left out: the namespace, the database.
    /// - Parameter arguments: bound, or with `<name?>` where a label is not known.
    package static func all(of arguments: [String]) -> [CollectorProbe] {
        guard let program = arguments.first else { return [] }
        let rest = Array(arguments.dropFirst())
        switch ReadOnlyGrammar.programName(program) {
        case "kubectl": return kubectl(program, rest)
        case "psql":
            guard let parsed = try? ReadOnlyGrammar.options(of: rest, ReadOnlyGrammar.psqlOptions, command: "") else {
                return []
            }
            let names: Set = ["h", "host", "p", "port", "U", "username", "d", "dbname"]
            let hasDatabase = !parsed.words.isEmpty || !parsed.values("d", "dbname").isEmpty
            let place = parsed.options.filter { names.contains($0.name) }.flatMap(words)
            return [
                CollectorProbe(
                    .login,
                    [program, "-w"] + (place + parsed.words.map(String.init)).map { isUnfilled($0) ? "postgres" : $0 }
                        + (hasDatabase || !parsed.has("l", "list") ? [] : ["-d", "postgres"]) + ["-Atc", "select 1"])
            ]
        case "pg_isready": return rest.contains(where: isUnfilled) ? [] : [CollectorProbe(.ready, arguments)]
        case "redis-cli":
            guard let parsed = try? ReadOnlyGrammar.options(of: rest, ReadOnlyGrammar.redisOptions, command: "") else {
                return []
            }
            return [CollectorProbe(.redis, [program] + parsed.options.flatMap(words) + ["PING"])]
        case let name where name.hasPrefix("kafka-"):
            let place = rest.indices.filter {
                ["--bootstrap-server", "--zookeeper", "--command-config"].contains(rest[$0])
            }
            return [CollectorProbe(.kafka, [program] + place.flatMap { rest[$0...].prefix(2) } + ["--list"])]
        case "helm": return [CollectorProbe(.version, [program, "version"])]
        default: return []
        }
    }

    private static func kubectl(_ program: String, _ rest: [String]) -> [CollectorProbe] {
        guard let (verb, parsed) = try? ReadOnlyGrammar.kubectlOptions(rest) else { return [] }
        let context = parsed.options.filter { $0.name == "context" }.flatMap(words)
        let reach = CollectorProbe(.reach, [program] + context + ["version"])
        let isEverywhere = parsed.has("A", "all-namespaces")
        let namespace = parsed.values("n", "namespace").last.flatMap { isUnfilled($0) ? nil : ["-n", $0] } ?? []
        let permissions = permissions(verb, parsed).map { asked in
            CollectorProbe(
                .permission, [program] + context + ["auth", "can-i"] + asked + (isEverywhere ? ["-A"] : namespace))
        }
        var inner: [CollectorProbe] = []
        if let command = parsed.afterDashes, let end = rest.firstIndex(of: "--"),
            !rest[..<end].contains(where: isUnfilled)
        {
            inner = all(of: command.map(String.init)).map {
                CollectorProbe($0.kind, [program] + rest[...end] + $0.words)
            }
        }
        return [reach] + permissions + inner
    }

    /// Verb and resource, as `kubectl auth can-i` takes them.
    private static func permissions(_ verb: String, _ parsed: CommandOptions) -> [[String]] {
        let hasSelector = !parsed.values("l", "selector").isEmpty
        switch verb {
        case "get", "describe", "rollout history", "rollout status":
            guard let first = parsed.words.first else { return [] }
            let isNamed = parsed.words.count > 1 || first.contains("/")
            let kinds =
                first.contains("/")
                ? parsed.words.map { $0.prefix { $0 != "/" } } : first.split(separator: ",")
            // "all" is a list of several kinds that the client knows, and no resource.
            return kinds.filter { $0 != "all" }.map { [isNamed ? "get" : "list", String($0)] }
        case "logs":
            // The object is looked up first, and where it is no pod, then its pods.
            let parts = parsed.words.first?.split(separator: "/", maxSplits: 1) ?? []
            let kind = parts.count == 2 ? String(parts[0]) : "pods"
            let isPod = ["pods", "pod", "po"].contains(kind)
            return (hasSelector ? [] : [["get", isPod ? "pods" : kind]])
                + (hasSelector || !isPod ? [["list", "pods"]] : []) + [["get", "pods", "--subresource=log"]]
        case "exec": return [["create", "pods", "--subresource=exec"]]
        case "events": return [["list", "events"]]
        case let top where top.hasPrefix("top "):
            let kind = top.hasPrefix("top po") ? "pods" : "nodes"
            return [[parsed.words.isEmpty ? "list" : "get", "\(kind).metrics.k8s.io"]]
        default: return []
        }
    }

    private static func words(_ option: (name: String, value: String?)) -> [String] {
        [(option.name.count == 1 ? "-" : "--") + option.name] + (option.value.map { [$0] } ?? [])
    }

    /// Whether a label has its name there, for want of a value.
    private static func isUnfilled(_ word: String) -> Bool { word.contains("?>") }
}
