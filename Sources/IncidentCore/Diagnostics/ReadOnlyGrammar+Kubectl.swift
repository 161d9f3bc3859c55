extension ReadOnlyGrammar {
    /// kubectl 1.32; options are read as pflag reads them, anywhere before `--`.
    static func kubectl(_ arguments: [String]) throws(Refusal) {
        let (verb, parsed) = try kubectlOptions(arguments)
        try checkKubectlValues(parsed, verb)
        guard (parsed.afterDashes != nil) == (verb == "exec") else {
            throw Refusal(
                verb, verb == "exec" ? "has no \"--\" before the inner command" : "has a \"--\"",
                advice: verb == "exec" ? "write kubectl exec POD -- COMMAND" : "leave it out")
        }
        switch verb {
        case "get", "describe": try checkResources(parsed.words, verb)
        case "top": try checkFirstWord(parsed, verb, among: ["pods", "pod", "po", "nodes", "node", "no"])
        case "rollout": try checkFirstWord(parsed, verb, among: ["history", "status"])
        case "exec": try checkExec(parsed)
        case "cluster-info" where !parsed.words.isEmpty:
            throw Refusal("cluster-info \(parsed.words[0])", "is not known to only read")
        default: break
        }
    }

    /// How many of the last words are the command that `kubectl exec` runs inside a pod; 0 when there is none.
    static func kubectlInnerCount(_ arguments: [String]) throws(Refusal) -> Int {
        try kubectlOptions(arguments).1.afterDashes?.count ?? 0
    }

    /// Whether it would stay until a rollout has come to an end, which kubectl does unless it is told not to.
    static func waitsForRollout(_ arguments: [String]) -> Bool {
        guard let (verb, parsed) = try? kubectlOptions(arguments) else { return false }
        return verb == "rollout" && parsed.words.first == "status" && !parsed.has("watch")
    }

    private static func kubectlOptions(_ arguments: [String]) throws(Refusal) -> (String, CommandOptions) {
        let (verb, rest) = try kubectlVerb(arguments)
        guard let table = kubectlVerbs[verb] else {
            throw Refusal(verb, "is not a command of kubectl's that is known to only read")
        }
        let all = kubectlGlobal.adding(plain: table.plain, valued: table.valued)
        return (verb, try options(of: rest, all, command: verb))
    }

    private static let kubectlGlobal = OptionTable(
        plain: [], valued: ["n", "namespace", "request-timeout"],
        // Another configuration may even name a program to run for credentials.
        connection: ["context", "cluster", "kubeconfig"])

    private static let kubectlVerbs: [String: (plain: Set<String>, valued: Set<String>)] = [
        "get": (
            [
                "A", "all-namespaces", "no-headers", "show-labels", "show-kind", "ignore-not-found",
                "show-managed-fields",
            ],
            ["o", "output", "l", "selector", "field-selector", "sort-by", "L", "label-columns", "chunk-size"]
        ),
        "describe": (["A", "all-namespaces", "show-events"], ["l", "selector", "chunk-size"]),
        "logs": (
            ["all-containers", "all-pods", "p", "previous", "timestamps", "prefix", "ignore-errors"],
            [
                "l", "selector", "c", "container", "tail", "since", "since-time", "limit-bytes", "max-log-requests",
                "pod-running-timeout",
            ]
        ),
        "top": (
            ["A", "all-namespaces", "containers", "no-headers", "sum"],
            ["l", "selector", "sort-by", "field-selector"]
        ),
        "events": (["A", "all-namespaces", "no-headers"], ["for", "types", "o", "output", "chunk-size"]),
        "rollout": ([], ["revision", "timeout", "l", "selector", "o", "output", "watch"]),
        "version": (["client", "short"], ["o", "output"]),
        "cluster-info": ([], []),
        "api-resources": (["namespaced", "cached", "no-headers"], ["o", "output", "verbs", "api-group", "sort-by"]),
        "exec": (["q", "quiet"], ["c", "container", "pod-running-timeout"]),
    ]

    /// The verb, and all other words: kubectl takes its global options in front of the verb too.
    private static func kubectlVerb(_ arguments: [String]) throws(Refusal) -> (String, [String]) {
        var index = 0
        while index < arguments.count, arguments[index].hasPrefix("-") {
            // Only options for every verb may stand here; whether each is one is checked by reading them alone.
            let isAlone = arguments[index].contains("=") || !isSeparateOption(arguments[index])
            let end = min(arguments.count, index + (isAlone ? 1 : 2))
            _ = try options(of: Array(arguments[index..<end]), kubectlGlobal, command: "")
            index = end
        }
        guard index < arguments.count else { throw Refusal("", "has no verb") }
        var rest = arguments
        return (rest.remove(at: index), rest)
    }

    /// Whether the option's value is the next word: `--namespace` and `-n`, but not `-nfoo`.
    private static func isSeparateOption(_ argument: String) -> Bool {
        argument.hasPrefix("--") || argument.count == 2
    }

    private static func checkKubectlValues(_ parsed: CommandOptions, _ verb: String) throws(Refusal) {
        for output in parsed.values("o", "output") where !isAllowedOutput(output) {
            throw Refusal(
                verb, "has the output format \"\(output)\", which is not allowed",
                advice: "use json, yaml, wide, name, custom-columns=…, jsonpath=… or go-template=…")
        }
        for value in parsed.values("watch") where value != "false" {
            throw Refusal(verb, "would watch without an end", advice: "write --watch=false")
        }
    }

    private static func isAllowedOutput(_ output: String) -> Bool {
        // "-ojson" and "-o=json" both arrive here.
        let format = output.hasPrefix("=") ? output.dropFirst() : output[...]
        let kind = format.prefix { $0 != "=" }
        return ["json", "yaml", "wide", "name", "custom-columns", "jsonpath", "jsonpath-as-json", "go-template"]
            .contains(String(kind))
    }

    private static func checkFirstWord(
        _ parsed: CommandOptions, _ verb: String, among allowed: Set<String>
    ) throws(Refusal) {
        guard let word = parsed.words.first else { throw Refusal(verb, "does not say what of") }
        guard allowed.contains(String(word)) else {
            throw Refusal(
                "\(verb) \(word)", "is not known to only read; known are \(allowed.sorted().joined(separator: ", "))")
        }
    }

    /// Resources are `pods`, `pods,services`, `pod NAME`, `pod/NAME other/NAME`, `deployments.apps`.
    private static func checkResources(_ words: [Substring], _ verb: String) throws(Refusal) {
        guard let first = words.first else { throw Refusal(verb, "does not say what of") }
        let pairs = words.filter { $0.contains("/") }
        let kinds = pairs.map { $0.prefix { $0 != "/" } } + (first.contains("/") ? [] : [first])
        for kind in kinds.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
            try checkKind(kind, verb)
        }
        // After TYPE/NAME each word names its own kind, so a label must not be the whole of it.
        guard pairs.isEmpty || pairs.count == words.count, pairs.allSatisfy({ $0.count { $0 == "/" } == 1 }) else {
            throw Refusal(verb, "mixes TYPE/NAME with other words", advice: "write each resource as TYPE/NAME")
        }
    }

    private static func checkKind(_ kind: Substring, _ verb: String) throws(Refusal) {
        if ["secret", "secrets"].contains(kind.prefix { $0 != "." }.lowercased()) {
            throw Refusal(
                "\(verb) \(kind)", "would store secrets with the incident", advice: "a collector may not read them")
        }
        let isPlain = kind.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
        guard isPlain, kind.first?.isLetter == true else {
            throw Refusal(
                verb, "takes the kind of resource from a label, leaves it empty or writes it strangely",
                advice: "write the kind out, only the name may be a label")
        }
    }

    private static func checkExec(_ parsed: CommandOptions) throws(Refusal) {
        guard parsed.words.count == 1 else {
            throw Refusal("exec", "needs exactly one pod before \"--\"", advice: "write kubectl exec POD -- COMMAND")
        }
        let inner = (parsed.afterDashes ?? []).map(String.init)
        guard let reason = refusal(ofBound: inner) else { return }
        // "trusted" opens other programs, never what runs inside a pod.
        let cause = reason.split(separator: ";", maxSplits: 1)[0]
        throw Refusal("exec", "runs an inner command that is refused: \(cause)")
    }
}
