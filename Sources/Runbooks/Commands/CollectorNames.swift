internal import IncidentCore

/// Gives collectors names that say what is looked at, each once.
package struct CollectorNames: Sendable {
    private var taken: Set<String> = []
    /// The last number that a subject's name got.
    private var numbers: [String: Int] = [:]

    package init() {}

    /// What the command looks at; where that is taken, what its title says, then with the procedure, then with a number.
    mutating func name(for command: ReadingCommand, title: String, procedure: String) -> String {
        let known = Self.subject(of: command)
        let subject = known.isEmpty ? "command" : known
        let titled = title == procedure ? "" : Self.slug(Self.withoutVerb(title))
        var names = Self.says(title, whatIsLookedFor: command) ? [titled, subject] : [subject, titled]
        names.append(Self.slug("\(procedure) \(subject)"))
        names.removeAll(where: \.isEmpty)
        var name = names.first { !taken.contains($0) }
        while name == nil {
            numbers[subject, default: 1] += 1
            let numbered = "\(subject)-\(numbers[subject]!)"
            if !taken.contains(numbered) { name = numbered }
        }
        taken.insert(name!)
        return name!
    }

    /// Of two greps in the same log only what is looked for differs, and a title may say it best.
    private static func says(_ title: String, whatIsLookedFor command: ReadingCommand) -> Bool {
        let words = title.lowercased().split { !$0.isLetter }
        return command.filters.contains { filter in
            guard case .grep(let grep) = filter, command.arguments.contains("logs") else { return false }
            return grep.text.lowercased().split { !$0.isLetter }.contains { words.contains($0) }
        }
    }

    private static func subject(of command: ReadingCommand) -> String {
        let end = command.arguments.firstIndex(of: "--")
        let inner = end.map { Array(command.arguments[($0 + 1)...]) } ?? command.arguments
        let words = words(of: inner)
        switch inner[0].split(separator: "/").last.map(String.init) ?? "" {
        case "kubectl": return slug(kubectl(inner, command.filters))
        case "psql": return psql(inner)
        case "pg_isready": return "database-ready"
        case "redis-cli":
            return slug("redis " + (words.first == "INFO" && words.count > 1 ? words[1] : words.first ?? ""))
        case "kafka-consumer-groups", "kafka-consumer-groups.sh":
            return inner.contains("--describe") ? "kafka-consumer-lag" : "kafka-consumer-groups"
        case "kafka-topics", "kafka-topics.sh": return "kafka-topics"
        case "helm": return slug("helm " + (words.first == "list" ? "releases" : words.first ?? ""))
        case let program: return slug(([program] + words.prefix(2)).joined(separator: " "))
        }
    }

    private static func kubectl(_ arguments: [String], _ filters: [OutputFilter]) -> String {
        let words = words(of: arguments)
        let object = (words.dropFirst().first ?? "").split { "/,.".contains($0) }.first.map(String.init) ?? ""
        switch words.first {
        case "get": return object
        case "describe":
            let singular = object.hasSuffix("s") ? String(object.dropLast()) : object
            for case .grep(let grep) in filters { return "\(singular) \(grep.text)" }
            return "\(singular) details"
        case "top":
            let order = arguments.lazy.compactMap { word in
                word.hasPrefix("--sort-by=") ? word.dropFirst("--sort-by=".count) : nil
            }.first
            return order.map { "\(object) by \($0)" } ?? "\(object) usage"
        case "rollout": return "rollout \(object)"
        case let verb?: return verb
        case nil: return "kubectl"
        }
    }

    private static let valued: Set = [
        "-n", "--namespace", "-l", "--selector", "-o", "--output", "-c", "--context", "-h", "-p", "-U", "-d", "-u",
        "-a",
    ]

    /// Without options and their values.
    private static func words(of arguments: [String]) -> [String] {
        var words: [String] = []
        var isValue = false
        for word in arguments.dropFirst() {
            if isValue {
                isValue = false
            } else if word.hasPrefix("-") {
                isValue = valued.contains(word)
            } else {
                words.append(word)
            }
        }
        return words
    }

    private static func psql(_ arguments: [String]) -> String {
        let text = arguments.joined(separator: " ")
        guard let start = text.firstRange(of: "pg_stat_")?.upperBound else { return "database-query" }
        return slug("database " + text[start...].prefix { $0.isLetter || $0 == "_" })
    }

    private static let verbs: Set = [
        "check", "view", "review", "see", "get", "list", "inspect", "verify", "look", "show", "find", "identify",
        "examine",
        "confirm", "describe", "run", "the", "for", "at", "if", "all",
    ]

    private static func withoutVerb(_ title: String) -> String {
        let words = title.split(separator: " ")
        return words.drop { verbs.contains($0.lowercased()) }.joined(separator: " ")
    }

    /// Lower-case words with dashes between them, 40 characters at most.
    static func slug(_ text: String) -> String {
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        var slug = ""
        for word in words where slug.count + word.count < 40 { slug += (slug.isEmpty ? "" : "-") + word }
        return slug
    }
}
