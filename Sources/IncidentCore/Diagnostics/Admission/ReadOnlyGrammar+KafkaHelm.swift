extension ReadOnlyGrammar {
    static func kafkaConsumerGroups(_ arguments: [String], _: Set<String>) throws(Refusal) {
        try kafka(
            arguments, plain: ["all-groups", "members", "offsets", "verbose"], valued: ["group", "timeout"],
            // --list --state Stable
            optional: ["state", "type"])
    }

    static func kafkaTopics(_ arguments: [String], _: Set<String>) throws(Refusal) {
        try kafka(
            arguments,
            plain: [
                "unavailable-partitions", "under-replicated-partitions", "under-min-isr-partitions",
                "at-min-isr-partitions", "exclude-internal", "topics-with-overrides", "if-exists",
            ],
            valued: ["topic", "topic-id", "partition-size-limit-per-response"])
    }

    /// Kafka's tools take options only; which action is meant is an option too.
    private static func kafka(
        _ arguments: [String], plain: Set<String>, valued: Set<String>, optional: Set<String> = []
    ) throws(Refusal) {
        let table = OptionTable(
            .java, plain: plain.union(["describe", "list"]), valued: valued,
            connection: ["bootstrap-server", "zookeeper", "command-config"]
        ).adding(optional: optional)
        let parsed = try options(of: arguments, table, command: "")
        if let word = parsed.words.first {
            throw Refusal("", "has \"\(word)\", which is no option", advice: "leave it out")
        }
        guard parsed.afterDashes == nil else { throw Refusal("", "has a \"--\"", advice: "leave it out") }
        guard parsed.has("describe") != parsed.has("list") else {
            throw Refusal("", "needs --describe or --list", advice: "write one of them")
        }
    }

    /// Helm 3.
    static func helm(_ arguments: [String], _: Set<String>) throws(Refusal) {
        let (verb, parsed) = try helmOptions(arguments)
        guard parsed.afterDashes == nil else { throw Refusal(verb, "has a \"--\"", advice: "leave it out") }
        try checkSelectors(parsed.values("l", "selector"), verb)
        // As JSON or YAML it holds the release's values and manifests.
        for format in parsed.values("o", "output") where verb == "status" && format != "table" {
            throw Refusal(
                verb, "would print the release's whole record (--output \(format)), passwords included",
                advice: "leave --output out")
        }
    }

    /// The verb and all the rest.
    static func helmOptions(_ arguments: [String]) throws(Refusal) -> (String, CommandOptions) {
        let (verb, rest) = try Self.verb(in: arguments, plain: ["debug"])
        guard let table = helmVerbs[verb] else {
            guard verb == "get" else { throw Refusal.verb(verb, known: helmVerbs.keys) }
            throw Refusal(
                "get \(rest.first ?? "")", "would store a release's values or manifests, passwords included",
                advice: "a collector may not read them; list, history and status tell how a release stands")
        }
        let all = helmGlobal.adding(plain: table.plain, valued: table.valued)
        return (verb, try options(of: rest, all, command: verb))
    }

    private static let helmGlobal: OptionTable = {
        let elsewhere = OptionRemark.each(
            [
                "kubeconfig", "kube-apiserver", "kube-as-group", "kube-as-user", "kube-ca-file", "kube-token",
                "kube-insecure-skip-tls-verify", "kube-tls-server-name",
            ],
            why: "asks elsewhere, or as somebody else", advice: "leave it out and choose a cluster by --kube-context")
        let debug = OptionRemark.each(
            ["debug"], why: "prints a release's values, passwords included", advice: "leave it out")
        return OptionTable(
            .pflag, valued: ["n", "namespace", "burst-limit", "qps"], connection: ["kube-context"],
            remarks: [elsewhere, debug])
    }()

    private static let helmVerbs: [String: (plain: Set<String>, valued: Set<String>)] = {
        let list: (Set<String>, Set<String>) = (
            [
                "A", "all-namespaces", "a", "all", "deployed", "failed", "pending", "superseded", "uninstalled",
                "uninstalling", "q", "short", "d", "date", "r", "reverse", "no-headers",
            ],
            ["o", "output", "m", "max", "f", "filter", "l", "selector", "offset", "time-format"]
        )
        let history: (Set<String>, Set<String>) = ([], ["o", "output", "max"])
        return [
            "list": list, "ls": list, "history": history, "hist": history,
            "status": (["show-desc", "show-resources"], ["o", "output", "revision"]),
            "version": (["short", "c", "client"], ["template"]),
        ]
    }()
}
