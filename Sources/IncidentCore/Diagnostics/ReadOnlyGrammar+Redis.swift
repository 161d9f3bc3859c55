extension ReadOnlyGrammar {
    /// redis-cli 7: its options stand in front, everything after is one command.
    static func redisCLI(_ arguments: [String]) throws(Refusal) {
        let table = OptionTable(
            plain: ["no-auth-warning", "tls", "raw", "no-raw", "csv", "json", "2", "3"],
            valued: ["n", "t"], connection: ["h", "p", "s", "user", "cacert", "cert", "key", "sni"],
            hasShortClusters: false, endsAtFirstWord: true)
        let parsed = try options(of: arguments, table, command: "")
        let words = parsed.words.map { $0.lowercased() }
        guard let command = words.first, parsed.afterDashes == nil else {
            throw Refusal("", "has no command", advice: "write one, such as INFO")
        }
        guard let subcommands = redisCommands[command] else {
            throw Refusal(command.uppercased(), "is not a command of Redis that is known to only read")
        }
        guard !subcommands.isEmpty else { return }
        guard words.count > 1, subcommands.contains(words[1]) else {
            throw Refusal(
                "\(command) \(words.dropFirst().first ?? "")".uppercased(),
                "is not known to only read; known are \(subcommands.sorted().joined(separator: ", ").uppercased())")
        }
        if command == "config" { try checkRedisConfig(words.dropFirst(2)) }
    }

    /// Empty: the command has no subcommands and any words may follow.
    private static let redisCommands: [String: Set<String>] = [
        "info": [], "ping": [], "dbsize": [], "role": [], "lastsave": [],
        "slowlog": ["get", "len"], "memory": ["stats", "usage", "doctor", "malloc-stats"], "client": ["list"],
        "latency": ["latest", "history", "doctor"], "config": ["get"], "cluster": ["info", "nodes"],
    ]

    /// Parameters may be given as globs, so what a glob could reach counts.
    private static func checkRedisConfig(_ parameters: ArraySlice<String>) throws(Refusal) {
        let secrets = [
            "requirepass", "masterauth", "masteruser", "tls-key-file-pass", "tls-client-key-file-pass", "aclfile",
        ]
        guard !parameters.isEmpty else { throw Refusal("CONFIG GET", "names no parameter", advice: "name it") }
        for parameter in parameters {
            let fixed = parameter.prefix { !"*?[\\".contains($0) && $0 != label }
            let reaches =
                fixed.count < parameter.count ? secrets.contains { $0.hasPrefix(fixed) } : secrets.contains(parameter)
            if reaches {
                throw Refusal(
                    "CONFIG GET \(parameter)", "may show a password", advice: "name the parameters that are meant")
            }
        }
    }
}
