extension ReadOnlyGrammar {
    /// redis-cli 7: its options stand in front, everything after is one command.
    static func redisCLI(_ arguments: [String], _: Set<String>) throws(Refusal) {
        let parsed = try options(of: arguments, redisOptions, command: "")
        for address in parsed.values("u") where address.contains("@") {
            throw Refusal("", "has a user or a password in -u", advice: "write redis://HOST:PORT/DATABASE")
        }
        guard let first = parsed.words.first, parsed.afterDashes == nil else {
            throw Refusal("", "has no command", advice: "write one, such as INFO")
        }
        var name = first.lowercased()
        var operands = parsed.words.dropFirst()
        if redisContainers.contains(name), let second = operands.popFirst() { name += " \(second.lowercased())" }
        guard let counts = redisCommands[name] else { throw unknownRedis(name, first) }
        let shown = name.uppercased()
        for operand in operands where isRedisOption(operand) {
            throw Refusal(
                shown, "has \"\(operand)\" behind the command, where Redis gets it as a word",
                advice: "write redis-cli's options in front of the command")
        }
        guard counts.contains(operands.count) else {
            throw Refusal(
                shown,
                "has \(operands.count) words behind it, \(counts.lowerBound) to \(counts.upperBound) are expected",
                advice: "leave out what is not meant")
        }
        if ["get", "mget", "getrange", "substr", "lcs", "hget", "hmget", "sort_ro"].contains(name) {
            for operand in operands where namesSecret(operand) {
                throw Refusal(
                    shown, "asks for \"\(operand)\", which says that it is a secret",
                    advice: "a collector may not read it")
            }
        }
        switch name {
        case "config get": try checkRedisConfig(operands.map { $0.lowercased() })
        case "acl log" where operands.contains(where: { Int($0) == nil }):
            throw Refusal(shown, "has a word that is no number", advice: "write how many entries are wanted")
        case "xread" where operands.contains(where: { $0.lowercased() == "block" }):
            throw Refusal(shown, "has BLOCK, which waits", advice: "leave it out")
        case "scan": try checkRedisCount(operands.dropFirst(), shown)
        case "xrange", "xrevrange": try checkRedisCount(operands.dropFirst(3), shown)
        case "xread": try checkRedisCount(operands.prefix { $0.lowercased() != "streams" }, shown)
        case "xpending":
            let rest = operands.dropFirst(operands.dropFirst(2).first?.lowercased() == "idle" ? 4 : 2)
            if let count = rest.dropFirst(2).first { try checkRedisCount(["count", count], shown) }
        // Of this 0 is all.
        case "xinfo stream" where operands.last == "0":
            throw Refusal(shown, "has a COUNT of 0, which is all", advice: "write how many entries are wanted")
        case "xinfo stream": try checkRedisCount(operands.dropFirst(2), shown)
        case "hscan", "sscan", "zscan": try checkRedisCount(operands.dropFirst(2), shown)
        case "cluster getkeysinslot", "hrandfield", "srandmember", "zrandmember":
            if let count = operands.dropFirst().first { try checkRedisCount(["count", count], shown) }
        default: break
        }
    }

    /// What a key or a field is called by its last part: `user:1:password`, `user:*->password`.
    private static func namesSecret(_ operand: Substring) -> Bool {
        let name = Array(operand.utf8).split { ":/>{}#".utf8.contains($0) }.last ?? []
        if name.map({ $0 | 0x20 }) == Array("jwt".utf8) { return true }
        // A list of passwords is called by the plural.
        let names = [name[...]] + (name.last.map { $0 | 0x20 } == UInt8(ascii: "s") ? [name.dropLast()] : [])
        return names.contains { [.password, .key, .reference].contains(SecretName($0)) }
    }

    /// So much at once is no walk through all keys.
    private static let redisCountLimit = 1000

    /// - Parameter options: `MATCH pattern`, `COUNT number`, `TYPE name`.
    private static func checkRedisCount(_ options: ArraySlice<Substring>, _ shown: String) throws(Refusal) {
        var rest = options
        while let option = rest.popFirst() {
            let value = ["count", "match", "type"].contains(option.lowercased()) ? rest.popFirst() : nil
            guard option.lowercased() == "count", let value else { continue }
            guard let count = Int(value), (-redisCountLimit...redisCountLimit).contains(count) else {
                throw Refusal(
                    shown, "asks for \"\(value)\" at once, which is more than \(redisCountLimit) or no number",
                    advice: "write \(redisCountLimit) at most, and no label")
            }
        }
    }

    private static func unknownRedis(_ name: String, _ first: Substring) -> Refusal {
        guard !first.contains(where: \.isWhitespace) else {
            return Refusal("", "has \"\(first)\" as one word", advice: "write each word as an entry of its own")
        }
        let container = "\(first.lowercased()) "
        let known = redisCommands.keys.filter { $0.hasPrefix(container) }.map { $0.dropFirst(container.count) }.sorted()
        let names = known.isEmpty ? "" : " (\(known.joined(separator: ", ").uppercased()))"
        return Refusal(name.uppercased(), "is not a command of Redis that is known to only read\(names)")
    }

    /// `-r` and `--raw`, but not `-1` and `-inf`, which are values.
    private static func isRedisOption(_ word: Substring) -> Bool {
        let name = word.drop { $0 == "-" }
        return word.first == "-" && name.first?.isLetter == true && name.lowercased() != "inf"
    }

    static let redisOptions: OptionTable = {
        let endless = OptionRemark.each(
            [
                "r", "i", "stat", "latency", "latency-history", "latency-dist", "lru-test", "replica", "slave",
                "intrinsic-latency",
            ], why: "goes on, or repeats what is asked", advice: "leave it out and ask once")
        let walks = OptionRemark.each(
            ["bigkeys", "memkeys", "memkeys-samples", "hotkeys", "scan", "pattern", "quoted-pattern"],
            why: "walks through all keys",
            advice: "leave it out; INFO keyspace and MEMORY STATS tell how many there are")
        let inputs = OptionRemark.each(
            ["x", "X", "pipe", "pipe-timeout", "askpass", "eval", "ldb", "ldb-sync-mode"],
            why: "reads what to do from elsewhere", advice: "leave it out and write one command")
        let secrets = OptionRemark.each(
            ["a", "pass"], why: "has a password as its value", advice: "leave it out: tables hold no secrets")
        let files = OptionRemark.each(["rdb", "functions-rdb"], why: "writes a file", advice: "leave it out")
        let insecure = OptionRemark.each(
            ["insecure"], why: "does not ask who answers", advice: "leave it out, or name the authority by --cacert")
        return OptionTable(
            .redis,
            plain: [
                "no-auth-warning", "tls", "raw", "no-raw", "csv", "json", "quoted-json", "2", "3", "4", "6", "c", "e",
                "verbose",
            ],
            valued: ["n", "t", "d", "D", "show-pushes", "tls-ciphers", "tls-ciphersuites"],
            connection: ["h", "p", "s", "u", "user", "cacert", "cacertdir", "cert", "key", "sni"],
            remarks: [endless, walks, inputs, secrets, files, insecure])
    }()

    /// Commands whose second word is a part of their name.
    private static let redisContainers: Set<String> = Set(
        redisCommands.keys.compactMap { $0.contains(" ") ? String($0.prefix { $0 != " " }) : nil })

    /// How many words may follow. What walks through all keys (KEYS), waits (BLPOP, WAIT), touches (TOUCH, PFCOUNT), runs
    /// scripts, those without writes too, or prints values without their names (HVALS) is not here.
    private static let redisCommands: [String: ClosedRange<Int>] = [
        // The server.
        "ping": 0...1, "echo": 1...1, "info": 0...9, "dbsize": 0...0, "role": 0...0, "lastsave": 0...0, "time": 0...0,
        "config get": 1...20, "slowlog get": 0...1, "slowlog len": 0...0, "memory stats": 0...0, "memory usage": 1...3,
        "memory doctor": 0...0, "memory malloc-stats": 0...0, "latency latest": 0...0, "latency history": 1...1,
        "latency doctor": 0...0, "latency graph": 1...1, "latency histogram": 0...20, "client list": 0...20,
        "client info": 0...0, "client id": 0...0, "client getname": 0...0, "client getredir": 0...0,
        "client trackinginfo": 0...0, "command": 0...0, "command count": 0...0,
        "command info": 0...20, "command list": 0...3, "command docs": 0...20, "module list": 0...0,
        "function list": 0...2, "function stats": 0...0, "script exists": 1...20, "acl whoami": 0...0,
        "acl users": 0...0, "acl cat": 0...1, "acl log": 0...1, "pubsub channels": 0...1, "pubsub numsub": 0...20,
        "pubsub numpat": 0...0, "pubsub shardchannels": 0...1, "pubsub shardnumsub": 0...20,
        // A cluster, and sentinels.
        "cluster info": 0...0, "cluster nodes": 0...0, "cluster slots": 0...0, "cluster shards": 0...0,
        "cluster links": 0...0, "cluster myid": 0...0, "cluster replicas": 1...1, "cluster slaves": 1...1,
        "cluster keyslot": 1...1, "cluster countkeysinslot": 1...1, "cluster getkeysinslot": 2...2,
        "cluster count-failure-reports": 1...1, "sentinel masters": 0...0, "sentinel master": 1...1,
        "sentinel replicas": 1...1, "sentinel slaves": 1...1, "sentinel sentinels": 1...1, "sentinel ckquorum": 1...1,
        "sentinel get-master-addr-by-name": 1...1,
        // Keys.
        "exists": 1...20, "type": 1...1, "ttl": 1...1, "pttl": 1...1, "expiretime": 1...1, "pexpiretime": 1...1,
        "object encoding": 1...1, "object freq": 1...1, "object idletime": 1...1, "object refcount": 1...1,
        "randomkey": 0...0, "scan": 1...7, "sort_ro": 1...20,
        "get": 1...1, "mget": 1...20, "strlen": 1...1, "getrange": 3...3, "substr": 3...3, "getbit": 2...2,
        "bitcount": 1...4, "bitpos": 2...5, "bitfield_ro": 1...20, "lcs": 2...9,
        "hget": 2...2, "hgetall": 1...1, "hmget": 2...20, "hexists": 2...2, "hkeys": 1...1, "hlen": 1...1,
        "hscan": 2...7, "hstrlen": 2...2, "hrandfield": 1...3,
        "llen": 1...1, "lrange": 3...3, "lindex": 2...2, "lpos": 2...8,
        "scard": 1...1, "sismember": 2...2, "smismember": 2...20, "smembers": 1...1, "srandmember": 1...2,
        "sscan": 2...6, "sdiff": 1...20, "sinter": 1...20, "sintercard": 2...20, "sunion": 1...20,
        "zcard": 1...1, "zcount": 3...3, "zrange": 3...9, "zrangebyscore": 3...7, "zrangebylex": 3...6,
        "zrevrange": 3...4, "zrevrangebyscore": 3...7, "zrevrangebylex": 3...6, "zrank": 2...3, "zrevrank": 2...3,
        "zscore": 2...2, "zmscore": 2...20, "zscan": 2...6, "zlexcount": 3...3, "zrandmember": 1...3,
        "zdiff": 2...20, "zinter": 2...20, "zintercard": 2...20, "zunion": 2...20,
        "xlen": 1...1, "xrange": 3...5, "xrevrange": 3...5, "xread": 3...20, "xpending": 2...8, "xinfo stream": 1...4,
        "xinfo groups": 1...1, "xinfo consumers": 2...2,
        "geodist": 3...4, "geohash": 2...20, "geopos": 2...20, "geosearch": 4...20, "georadius_ro": 5...12,
        "georadiusbymember_ro": 4...12,
    ]

    /// Parameters may be given as globs, so what a glob could reach counts.
    private static func checkRedisConfig(_ parameters: [String]) throws(Refusal) {
        let secrets = [
            "requirepass", "masterauth", "masteruser", "primaryauth", "primaryuser", "tls-key-file-pass",
            "tls-client-key-file-pass", "aclfile",
        ]
        for parameter in parameters {
            let fixed = parameter.prefix { !"*?[\\".contains($0) && !String($0).holdsLabel }
            let reaches =
                fixed.count < parameter.count ? secrets.contains { $0.hasPrefix(fixed) } : secrets.contains(parameter)
            if reaches {
                throw Refusal(
                    "CONFIG GET \(parameter)", "may show a password", advice: "name the parameters that are meant")
            }
        }
    }
}
