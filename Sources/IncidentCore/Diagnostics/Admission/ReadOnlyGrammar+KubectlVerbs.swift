extension ReadOnlyGrammar {
    /// Verbs that are two words.
    static let kubectlSeconds: [String: Set<String>] = [
        "rollout": ["history", "status"], "top": ["pods", "pod", "po", "nodes", "node", "no"],
        "auth": ["can-i", "whoami"],
    ]

    /// With a word more these do something else.
    static let takesNoWords: Set = ["cluster-info", "version", "api-resources", "api-versions"]

    static let kubectlVerbs: [String: OptionTable] = {
        let get = printed.adding(
            plain: [
                "A", "all-namespaces", "no-headers", "show-labels", "show-kind", "ignore-not-found", "server-print",
            ],
            valued: ["l", "selector", "field-selector", "sort-by", "L", "label-columns", "chunk-size", "subresource"],
            off: ["w", "watch", "watch-only"])
        let top = global.adding(
            plain: [
                "A", "all-namespaces", "containers", "no-headers", "sum", "show-capacity", "use-protocol-buffers",
            ],
            valued: ["l", "selector", "sort-by", "field-selector"])
        let logs = global.adding(
            plain: ["all-containers", "all-pods", "p", "previous", "timestamps", "prefix", "ignore-errors"],
            valued: [
                "l", "selector", "c", "container", "tail", "since", "since-time", "limit-bytes", "max-log-requests",
                "pod-running-timeout",
            ],
            off: ["f", "follow"], remarks: endless("f", "follow"))
        let exec = global.adding(
            plain: ["q", "quiet"], valued: ["c", "container", "pod-running-timeout"],
            off: ["i", "stdin", "t", "tty"],
            remarks: OptionRemark.each(
                ["i", "stdin", "t", "tty"], why: "wants somebody at a terminal", advice: "leave it out"))
        return [
            "get": get,
            "describe": global.adding(
                plain: ["A", "all-namespaces", "show-events"], valued: ["l", "selector", "chunk-size"]),
            "logs": logs, "exec": exec,
            "top pods": top, "top pod": top, "top po": top, "top nodes": top, "top node": top, "top no": top,
            "events": printed.adding(
                plain: ["A", "all-namespaces", "no-headers"], valued: ["for", "types", "chunk-size"],
                off: ["w", "watch"]),
            "rollout history": printed.adding(valued: ["revision", "l", "selector"]),
            "rollout status": global.adding(valued: ["revision", "timeout", "l", "selector"], off: ["w", "watch"]),
            "version": global.adding(plain: ["client", "short"], valued: ["o", "output"]),
            "cluster-info": global,
            "api-resources": global.adding(
                plain: ["namespaced", "cached", "no-headers"],
                valued: ["o", "output", "verbs", "api-group", "sort-by", "categories"]),
            "api-versions": global,
            "explain": global.adding(plain: ["recursive"], valued: ["api-version", "o", "output"]),
            "auth can-i": global.adding(
                plain: ["A", "all-namespaces", "list", "no-headers", "q", "quiet"], valued: ["subresource"]),
            "auth whoami": printed,
        ]
    }()

    /// Options that print through templates.
    private static let printed = global.adding(
        plain: ["show-managed-fields", "allow-missing-template-keys"], valued: ["o", "output", "template"])

    private static let global: OptionTable = {
        let elsewhere = OptionRemark.each(
            [
                "as", "as-group", "as-uid", "token", "user", "username", "password", "cluster", "kubeconfig", "server",
                "s", "certificate-authority", "client-certificate", "client-key", "insecure-skip-tls-verify",
                "insecure-skip-tls-verify-backend", "tls-server-name",
            ],
            why: "asks elsewhere, or as somebody else",
            advice: "leave it out; a cluster is chosen by --context, among those of KUBECONFIG")
        let files = OptionRemark.each(
            ["f", "filename", "k", "kustomize", "R", "recursive"], why: "reads files or URLs",
            advice: "leave it out and name the resources")
        let raw = OptionRemark.each(
            ["raw"], why: "asks a path of the API past all rules", advice: "name the kind of resource")
        let tokens = OptionRemark.each(
            ["vmodule"], why: "prints what is sent, tokens included", advice: "leave it out")
        return OptionTable(
            .pflag, plain: ["match-server-version", "warnings-as-errors", "disable-compression"],
            valued: ["n", "namespace", "request-timeout", "v"], connection: ["context"],
            remarks: [elsewhere, files, raw, tokens, endless("w", "watch", "watch-only", "follow")])
    }()

    private static func endless(_ names: String...) -> [String: OptionRemark] {
        OptionRemark.each(names, why: "would not come to an end", advice: "leave it out")
    }
}
