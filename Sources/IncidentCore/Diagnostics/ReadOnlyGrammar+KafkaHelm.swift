extension ReadOnlyGrammar {
    static func kafkaConsumerGroups(_ arguments: [String]) throws(Refusal) {
        try kafka(
            arguments, plain: ["all-groups", "members", "offsets", "state", "verbose"], valued: ["group", "timeout"])
    }

    static func kafkaTopics(_ arguments: [String]) throws(Refusal) {
        try kafka(
            arguments,
            plain: [
                "unavailable-partitions", "under-replicated-partitions", "under-min-isr-partitions",
                "at-min-isr-partitions", "exclude-internal",
            ],
            valued: ["topic"])
    }

    /// Kafka's tools take options only; which action is meant is an option too.
    private static func kafka(_ arguments: [String], plain: Set<String>, valued: Set<String>) throws(Refusal) {
        let table = OptionTable(
            plain: plain.union(["describe", "list"]), valued: valued,
            connection: ["bootstrap-server", "command-config"], hasShortClusters: false)
        let parsed = try options(of: arguments, table, command: "")
        guard parsed.words.isEmpty, parsed.afterDashes == nil else {
            throw Refusal("", "has a word that is no option", advice: "leave it out")
        }
        guard parsed.has("describe") != parsed.has("list") else {
            throw Refusal("", "needs --describe or --list", advice: "write one of them")
        }
    }

    static func helm(_ arguments: [String]) throws(Refusal) {
        let global = OptionTable(
            plain: [], valued: ["n", "namespace"], connection: ["kube-context", "kubeconfig"])
        let listing: (plain: Set<String>, valued: Set<String>) = (
            [
                "A", "all-namespaces", "a", "all", "deployed", "failed", "pending", "superseded", "q", "short", "d",
                "date", "r", "reverse", "no-headers",
            ],
            ["o", "output", "m", "max", "f", "filter", "l", "selector", "offset"]
        )
        let history: (plain: Set<String>, valued: Set<String>) = ([], ["o", "output", "max"])
        let verbs: [String: (plain: Set<String>, valued: Set<String>)] = [
            "list": listing, "ls": listing, "history": history, "hist": history,
            "status": (["show-desc"], ["o", "output", "revision"]),
        ]
        guard let verb = arguments.first(where: { !$0.hasPrefix("-") }), arguments.first == verb else {
            throw Refusal("", "does not begin with its verb", advice: "write helm VERB, then the options")
        }
        guard let table = verbs[verb] else {
            throw Refusal(verb, "is not a command of Helm's that is known to only read")
        }
        let parsed = try options(
            of: Array(arguments.dropFirst()), global.adding(plain: table.plain, valued: table.valued), command: verb)
        guard parsed.afterDashes == nil else { throw Refusal(verb, "has a \"--\"", advice: "leave it out") }
        // As JSON or YAML it holds the release's values and manifests, passwords included.
        if verb == "status", parsed.has("o", "output") {
            throw Refusal(verb, "would print the release's whole record", advice: "leave --output out")
        }
    }
}
