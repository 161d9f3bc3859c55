/// What makes a diagnostic's session read-only at run time, besides the grammar that let it through.
package enum ReadOnlySession {
    /// The command as it is to be run: psql, here or inside `kubectl exec … -- psql`, gets a session that PostgreSQL
    /// itself keeps read-only and ends after `limit`; every other command stays as it is.
    ///
    /// The settings travel in the connection string, which both ways have: a container may lack `env`, and a variable
    /// set here does not reach it. (libpq, 34.1.1: a database name that is a connection string is read as one.)
    /// - Parameter arguments: a bound command that `ReadOnlyGrammar` has passed, or one that is trusted.
    package static func hardened(_ arguments: [String], limit: Duration) -> [String] {
        guard let program = arguments.first.map(ReadOnlyGrammar.programName) else { return arguments }
        switch program {
        case "psql": return [arguments[0]] + psql(Array(arguments.dropFirst()), limit)
        case "kubectl":
            guard let dashes = arguments.firstIndex(of: "--"), dashes + 1 < arguments.count,
                ReadOnlyGrammar.programName(arguments[dashes + 1]) == "psql"
            else { return arguments }
            return arguments[...(dashes + 1)] + psql(Array(arguments[(dashes + 2)...]), limit)
        default: return arguments
        }
    }

    private static func psql(_ arguments: [String], _ limit: Duration) -> [String] {
        guard let parsed = try? CommandOptions(arguments, ReadOnlyGrammar.psqlOptions) else { return arguments }
        let database = parsed.values("d", "dbname").last ?? parsed.words.first.map(String.init)
        // One that the grammar would have refused is a connection string; what it says is its author's.
        guard database.map(ReadOnlyGrammar.isPlainName) ?? true else { return arguments }
        let user = parsed.values("d", "dbname").isEmpty ? parsed.words.dropFirst().first : parsed.words.first
        var result = ["-X"]
        for (name, value) in parsed.options where name != "d" && name != "dbname" {
            result.append(name.count == 1 ? "-\(name)" : "--\(name)")
            if let value { result.append(value) }
        }
        if let user { result += ["-U", String(user)] }
        // A little less than the command's own limit, so that the server's reason is in the output.
        let milliseconds = max(1, limit.wholeMilliseconds / 10 * 9)
        let settings =
            "-c default_transaction_read_only=on -c statement_timeout=\(milliseconds)"
            + " -c lock_timeout=\(max(1, milliseconds / 2))"
        return result + ["-d", (database.map { "dbname='\($0)' " } ?? "") + "options='\(settings)'"]
    }
}
