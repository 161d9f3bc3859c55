extension ReadOnlyGrammar {
    /// psql 15 and later: one `-c` with one statement that only reads, to a database that is named and not described.
    static func psql(_ arguments: [String]) throws(Refusal) {
        let parsed = try options(of: arguments, psqlOptions, command: "")
        guard parsed.afterDashes == nil, parsed.words.count <= 2 else {
            throw Refusal("", "has more words than a database and a user", advice: "leave them out")
        }
        let statements = parsed.values("c", "command")
        guard statements.count == 1, let statement = statements.first else {
            throw Refusal("", "needs exactly one -c, it has \(statements.count)", advice: "make a collector of each")
        }
        try checkDatabases(parsed.values("d", "dbname") + parsed.words.map(String.init))
        // The database is the second place for a user when it is not the first word's.
        let user = parsed.values("d", "dbname").isEmpty ? parsed.words.dropFirst().first : parsed.words.first
        if user?.contains(label) == true {
            throw Refusal("", "takes from a label as whom it connects", advice: "write the user out")
        }
        do throws(SQLRefusal) {
            try ReadOnlySQL.check(statement)
        } catch {
            throw Refusal("-c", error.reason)
        }
    }

    static func pgIsReady(_ arguments: [String]) throws(Refusal) {
        let table = OptionTable(
            plain: ["q", "quiet"],
            valued: ["d", "dbname", "t", "timeout"], connection: postgresConnection)
        let parsed = try options(of: arguments, table, command: "")
        guard parsed.words.isEmpty, parsed.afterDashes == nil else {
            throw Refusal("", "has a word that is no option", advice: "leave it out")
        }
        try checkDatabases(parsed.values("d", "dbname"))
    }

    /// A connection string could name another server, or switch off what keeps the session read-only.
    private static func checkDatabases(_ names: [String]) throws(Refusal) {
        for name in names where !isPlainName(name) {
            throw Refusal(
                "", "has \"\(name)\" where a database's name must stand",
                advice: "give host, port and user as options of their own")
        }
    }

    private static let postgresConnection: Set<String> = ["U", "username", "h", "host", "p", "port"]

    static let psqlOptions = OptionTable(
        plain: [
            "A", "no-align", "t", "tuples-only", "x", "expanded", "q", "quiet", "X", "no-psqlrc", "w", "no-password",
            "csv",
        ],
        valued: ["d", "dbname", "c", "command", "F", "field-separator"], connection: postgresConnection)

    static func isPlainName(_ name: String) -> Bool {
        !name.isEmpty
            && name.allSatisfy { $0 == label || $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }
    }
}

/// Why a statement is not known to only read; goes on from "psql -c".
struct SQLRefusal: Error {
    let reason: String
}
