internal import Patterns

extension ReadOnlyGrammar {
    /// kubectl 1.32; options are read as pflag reads them, anywhere before `--`.
    static func kubectl(_ arguments: [String], _ functions: Set<String>) throws(Refusal) {
        let (verb, parsed) = try kubectlOptions(arguments)
        try checkKubectlValues(parsed, verb)
        guard (parsed.afterDashes != nil) == (verb == "exec") else {
            throw Refusal(
                verb, verb == "exec" ? "has no \"--\" before the inner command" : "has a \"--\"",
                advice: verb == "exec" ? "write kubectl exec POD -- COMMAND" : "leave it out")
        }
        for word in parsed.words where verb != "auth can-i" && !isPlainWord(word) {
            throw Refusal(
                verb, "has \"\(word)\", which is no name of a resource",
                advice: "write each word as an entry of its own")
        }
        switch verb {
        case "get", "describe": try checkResources(parsed.words, verb)
        case "rollout history", "rollout status":
            if !parsed.words.isEmpty || parsed.values("l", "selector").isEmpty {
                try checkResources(parsed.words, verb)
            }
        case "exec": try checkExec(parsed, functions)
        case "explain": try checkResources(Array(parsed.words.prefix(1)), verb, showsContent: false)
        default:
            for word in parsed.words where word.prefix(while: { $0 != "/" }).holdsLabel && word.contains("/") {
                throw kindFromLabel(word, verb)
            }
            if takesNoWords.contains(verb), let word = parsed.words.first {
                throw Refusal("\(verb) \(word)", "is not a command that is known to only read")
            }
        }
    }

    /// How many of the last words are the command that `kubectl exec` runs inside a pod; 0 when there is none.
    static func kubectlInnerCount(_ arguments: [String]) throws(Refusal) -> Int {
        try kubectlOptions(arguments).1.afterDashes?.count ?? 0
    }

    /// Whether it would stay until a rollout has come to an end, which kubectl does unless it is told not to.
    static func waitsForRollout(_ arguments: [String]) -> Bool {
        guard let (verb, parsed) = try? kubectlOptions(arguments) else { return false }
        return verb == "rollout status" && !parsed.has("watch", "w")
    }

    /// The verb, with its second word where it has one, and all the rest.
    static func kubectlOptions(_ arguments: [String]) throws(Refusal) -> (String, CommandOptions) {
        // Until `--` only: what follows is another command.
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        let globalFlags: Set = [
            "match-server-version", "warnings-as-errors", "disable-compression", "insecure-skip-tls-verify",
        ]
        var (verb, rest) = try Self.verb(in: Array(arguments[..<end]), plain: globalFlags)
        if let seconds = kubectlSeconds[verb] {
            let (second, others) = try Self.verb(in: rest, plain: globalFlags, of: verb)
            guard seconds.contains(second) else {
                throw Refusal(
                    "\(verb) \(second)",
                    "is not a command that is known to only read (\(seconds.sorted().joined(separator: ", ")))")
            }
            (verb, rest) = ("\(verb) \(second)", others)
        }
        guard let table = kubectlVerbs[verb] else {
            let known = Set(kubectlVerbs.keys.map { String($0.prefix { $0 != " " }) })
            throw Refusal.verb(verb, known: known)
        }
        return (verb, try options(of: rest + arguments[end...], table, command: verb))
    }

    private static func checkKubectlValues(_ parsed: CommandOptions, _ verb: String) throws(Refusal) {
        for output in parsed.values("o", "output") where !isAllowedOutput(output) {
            throw Refusal(
                verb, "has the output format \"\(output)\", which is not allowed",
                advice: "use json, yaml, wide, name, custom-columns=…, jsonpath=… or go-template=…")
        }
        let templates =
            parsed.values("o", "output").compactMap(PrintedTemplate.init(output:))
            + parsed.values("template").map(PrintedTemplate.init(template:))
        for template in templates {
            if let reason = barePrinting(by: template) {
                throw Refusal(
                    verb, "has \"\(template.text)\", which \(reason)",
                    advice:
                        "name each field (.data.NAME), go through lists ([*] of items, containers, …), or print the whole object: -o yaml, or describe"
                )
            }
        }
        for level in parsed.values("v") where !(Int(level).map((0...5).contains) ?? false) {
            throw Refusal(
                verb, "has \"-v \(level)\", which prints what is sent, tokens included",
                advice: "leave it out, or write 5 at most")
        }
        for part in parsed.values("subresource") where verb == "get" && !["status", "scale"].contains(part) {
            throw Refusal(
                verb, "asks for the subresource \"\(part)\"", advice: "write status or scale, or leave it out")
        }
        try checkSelectors(parsed.values("l", "selector", "field-selector"), verb)
        for object in parsed.values("for") where object.prefix(while: { $0 != "/" }).holdsLabel {
            throw kindFromLabel(object[...], verb)
        }
    }

    /// Why a template prints values of which nothing beside them says that they are secrets, or `nil`.
    private static func barePrinting(by template: PrintedTemplate) -> String? {
        let isSecret = Array(template.text.utf8).split { !$0.isNamePart }.contains { path in
            let name = path.split(separator: UInt8(ascii: ".")).last ?? []
            return [.password, .key].contains(SecretName(name)) && !name.starts(with: "automount".utf8)
        }
        if isSecret { return "asks for what says that it is a secret" }
        return template.refused.map { "may print values without their names, secrets among them: \"\($0)\"" }
    }

    /// A label may be what a selector compares with; by a whole requirement it would choose how much is read.
    static func checkSelectors(_ selectors: [String], _ verb: String) throws(Refusal) {
        for requirement in selectors.flatMap(requirements) {
            let key = requirement.drop { "! ".contains($0) }.prefix { !"=! (".contains($0) }
            guard !key.holdsLabel else {
                throw Refusal(
                    verb, "takes the selector \"\(requirement)\" from a label",
                    advice: "write what is compared: app={label:app}")
            }
        }
    }

    /// The parts of `app in (a,b),tier!=c`.
    private static func requirements(of selector: String) -> [Substring] {
        var depth = 0
        return selector.split { sign in
            depth += sign == "(" ? 1 : sign == ")" ? -1 : 0
            return sign == "," && depth == 0
        }
    }

    private static func isAllowedOutput(_ output: String) -> Bool {
        let kind = output.prefix { $0 != "=" }
        return [
            "json", "yaml", "wide", "name", "custom-columns", "jsonpath", "jsonpath-as-json", "go-template", "template",
            "plaintext", "plaintext-openapiv2",
        ].contains(String(kind))
    }

    /// Resources are `pods`, `pods,services`, `pod NAME`, `pod/NAME other/NAME`, `deployments.apps`.
    private static func checkResources(
        _ words: [Substring], _ verb: String, showsContent: Bool = true
    ) throws(Refusal) {
        guard let first = words.first else {
            throw Refusal(verb, "does not say what of", advice: "write the kind of resource, such as pods")
        }
        let pairs = words.filter { $0.contains("/") }
        let kinds = pairs.map { $0.prefix { $0 != "/" } } + (first.contains("/") ? [] : [first])
        for kind in kinds.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
            try checkKind(kind, verb, showsContent: showsContent)
        }
        // After TYPE/NAME each word names its own kind, so a label must not be the whole of it.
        guard pairs.isEmpty || pairs.count == words.count, pairs.allSatisfy({ $0.count { $0 == "/" } == 1 }) else {
            throw Refusal(
                verb, "mixes TYPE/NAME with other words (\(words.joined(separator: " ")))",
                advice: "write each resource as TYPE/NAME")
        }
    }

    private static func checkKind(_ kind: Substring, _ verb: String, showsContent: Bool) throws(Refusal) {
        // A resource may be given with version and group, and the API takes every case.
        if showsContent, ["secret", "secrets"].contains(kind.prefix { $0 != "." }.lowercased()) {
            throw Refusal(
                "\(verb) \(kind)", "would store secrets with the incident", advice: "a collector may not read them")
        }
        guard kind.first?.isLetter == true, !kind.holdsLabel, !kind.contains(":") else {
            throw kindFromLabel(kind, verb)
        }
    }

    /// Resources' kinds and names, several by commas; also RBAC's `system:node`.
    private static func isPlainWord(_ word: Substring) -> Bool {
        word.allSatisfy { $0 == label || $0.isASCII && ($0.isLetter || $0.isNumber || ".-_/,:".contains($0)) }
    }

    private static func kindFromLabel(_ kind: Substring, _ verb: String) -> Refusal {
        Refusal(
            verb, "takes the kind of resource \"\(kind)\" from a label, leaves it empty or writes it strangely",
            advice: "write the kind out, only the name may be a label")
    }

    private static func checkExec(_ parsed: CommandOptions, _ functions: Set<String>) throws(Refusal) {
        guard parsed.words.count == 1, let pod = parsed.words.first else {
            throw Refusal("exec", "needs exactly one pod before \"--\"", advice: "write kubectl exec POD -- COMMAND")
        }
        guard !(pod.contains("/") && pod.prefix(while: { $0 != "/" }).holdsLabel) else {
            throw kindFromLabel(pod, "exec")
        }
        var inner = (parsed.afterDashes ?? []).map(String.init)
        // As Kafka's images have them, from the folder that they start in.
        if let tool = inner.first?.wholeMatch(of: /(?:\.\/)?bin\/(kafka-[a-z-]+\.sh)/)?.output.1 {
            inner[0] = String(tool)
        }
        guard let reason = judged(inner, functions) else { return }
        // "trusted" opens other programs, never what runs inside a pod.
        throw Refusal(
            "exec",
            "runs an inner command that is refused: "
                + reason.replacing(", or give the collector trusted: true", with: ""), advice: "")
    }
}
