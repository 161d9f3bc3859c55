/// What makes a diagnostic's session read-only at run time, besides the grammar that let it through.
package enum ReadOnlySession {
    /// The command as it is to be run: psql, here or inside `kubectl exec … -- psql`, gets a session that PostgreSQL
    /// itself keeps read-only and ends after `limit`; `kubectl rollout status` tells how it stands and does not wait.
    /// Every other command stays as it is.
    ///
    /// The settings travel in the connection string, which both ways have: a container may lack `env`, and a variable
    /// set here does not reach it. (libpq, 34.1.1: a database name that is a connection string is read as one.)
    /// - Parameter arguments: a bound command that `ReadOnlyGrammar` has passed.
    /// - Throws: for a psql that cannot be given such a session; it must not be run with another.
    package static func hardened(_ arguments: [String], limit: Duration) throws(BindingRefused) -> [String] {
        guard let program = arguments.first.map(ReadOnlyGrammar.programName) else { return arguments }
        let rest = Array(arguments.dropFirst())
        switch program {
        case "psql": return [arguments[0]] + (try psql(rest, limit))
        case "kubectl":
            guard let inner = try? ReadOnlyGrammar.kubectlInnerCount(rest) else {
                throw BindingRefused("what \"kubectl\" would run cannot be told, so it cannot be kept from writing")
            }
            guard inner > 0 else {
                return ReadOnlyGrammar.waitsForRollout(rest) ? arguments + ["--watch=false"] : arguments
            }
            return arguments.dropLast(inner) + (try hardened(Array(arguments.suffix(inner)), limit: limit))
        default: return arguments
        }
    }

    /// The variable that redis-cli takes its password from.
    package static let redisPassword = "REDISCLI_AUTH"

    /// A redis-cli behind `kubectl exec` as it takes its password from standard input (redis-cli 6): a variable set here does
    /// not reach the pod, and what stands in the command everybody reads.
    ///
    /// - Parameter arguments: a bound command that `ReadOnlyGrammar` has passed.
    /// - Returns: `nil` for every other command.
    package static func askingForPassword(_ arguments: [String]) -> [String]? {
        guard let end = startOfRedis(inPod: arguments) else { return nil }
        return Array(arguments[..<(end - 1)]) + ["-i", "--", arguments[end], "--askpass", "--no-auth-warning"]
            + arguments[(end + 1)...]
    }

    /// Where, behind the words that say which pod it is, a redis-cli stands that `kubectl exec` runs; `nil` for every other
    /// command.
    static func startOfRedis(inPod arguments: [String]) -> Int? {
        guard let program = arguments.first, ReadOnlyGrammar.programName(program) == "kubectl",
            let inner = try? ReadOnlyGrammar.kubectlInnerCount(Array(arguments.dropFirst())), inner > 0,
            ReadOnlyGrammar.programName(arguments[arguments.count - inner]) == "redis-cli"
        else { return nil }
        return arguments.count - inner
    }

    /// What to do when a connection pool between psql and PostgreSQL refuses the settings of the session, which its
    /// output tells (PgBouncer); `nil` when it does not.
    package static func advice(after output: String) -> String? {
        guard output.contains("unsupported startup parameter") else { return nil }
        return "a connection pool refuses the settings that keep the session read-only; "
            + "let the collector connect to PostgreSQL itself"
    }

    private static func psql(_ arguments: [String], _ limit: Duration) throws(BindingRefused) -> [String] {
        guard let parsed = try? ReadOnlyGrammar.options(of: arguments, ReadOnlyGrammar.psqlOptions, command: "") else {
            throw BindingRefused("\"psql\" has an option with which its session cannot be kept read-only")
        }
        // A list of databases is asked of "postgres", unless another is named.
        let database =
            parsed.values("d", "dbname").last ?? parsed.words.first.map(String.init)
            ?? (parsed.has("l", "list") ? "postgres" : nil)
        // A connection string could carry settings that win over ours.
        guard database.map(ReadOnlyGrammar.isPlainName) ?? true else {
            throw BindingRefused("\"psql\" has a connection string, with which its session cannot be kept read-only")
        }
        let user = parsed.values("d", "dbname").isEmpty ? parsed.words.dropFirst().first : parsed.words.first
        var result = ["-X"]
        for (name, value) in parsed.options where name != "d" && name != "dbname" {
            result.append(name.count == 1 ? "-\(name)" : "--\(name)")
            if let value { result.append(value) }
        }
        if let user { result += ["-U", String(user)] }
        // A little less than the command's own limit, so that the server's reason is in the output.
        let milliseconds = max(1, limit.wholeMilliseconds / 10 * 9)
        // Strings as the statement was judged: a backslash in them is one (PostgreSQL's default since 9.1).
        let settings =
            "-c default_transaction_read_only=on -c standard_conforming_strings=on"
            + " -c statement_timeout=\(milliseconds) -c lock_timeout=\(max(1, milliseconds / 2))"
        return result + ["-d", (database.map { "dbname='\($0)' " } ?? "") + "options='\(settings)'"]
    }
}
