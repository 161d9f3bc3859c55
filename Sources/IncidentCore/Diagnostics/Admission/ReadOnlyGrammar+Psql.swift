internal import Patterns

extension ReadOnlyGrammar {
    /// psql 15 and later: `-c` with SQL or a describing command, to a database that is named and not described.
    ///
    /// psql hands the SQL of a `-c` to the server as it is: no variable is filled in, no backslash is its own. A `-c`
    /// that begins with a backslash is one command of psql's (psql's reference, `-c`).
    static func psql(_ arguments: [String], _ functions: Set<String>) throws(Refusal) {
        let parsed = try options(of: arguments, psqlOptions, command: "")
        guard parsed.afterDashes == nil else { throw Refusal("", "has a \"--\"", advice: "leave it out") }
        guard parsed.words.count <= 2 else {
            throw Refusal(
                "", "has more words than a database and a user (\"\(parsed.words[2])\")", advice: "leave them out")
        }
        let commands = parsed.values("c", "command")
        guard !commands.isEmpty || parsed.has("l", "list", "V", "version") else {
            throw Refusal("", "has no -c", advice: "write -c and the statement")
        }
        try checkDatabases(parsed.values("d", "dbname") + parsed.words.map(String.init))
        // The database is the second place for a user when it is not the first word's.
        let user = parsed.values("d", "dbname").isEmpty ? parsed.words.dropFirst().first : parsed.words.first
        if let user, user.holdsLabel {
            throw Refusal("", "takes from a label as whom it connects (\"\(user)\")", advice: "write the user out")
        }
        for value in parsed.values("P", "pset") { try checkPrintSetting(value) }
        for value in parsed.values("v", "set", "variable") { try checkVariable(value) }
        var showsAnySetting = false
        for command in commands {
            if command.hasPrefix("\\") {
                showsAnySetting = try checkDescription(command) || showsAnySetting
            } else {
                do throws(SQLRefusal) {
                    showsAnySetting = try ReadOnlySQL.check(command, functions: functions) || showsAnySetting
                } catch {
                    throw Refusal("-c", error.reason, advice: error.advice)
                }
            }
        }
        if showsAnySetting { try checkRowsAreWhole(parsed) }
    }

    /// Redaction knows a setting that holds a password by its name, where the value stands behind it in one row.
    private static func checkRowsAreWhole(_ parsed: CommandOptions) throws(Refusal) {
        let options = parsed.options.first { option in
            let value = option.value ?? ""
            return switch option.name {
            case "x", "expanded", "H", "html", "R", "record-separator", "z", "field-separator-zero", "0",
                "record-separator-zero":
                true
            case "F", "field-separator": !["|", ","].contains(value)
            case "P", "pset": !wholeRows.matchesWhole(value)
            default: false
            }
        }
        guard let option = options else { return }
        throw Refusal(
            "-c",
            "prints all settings, and with \"\(option.name.count == 1 ? "-" : "--")\(option.name)\" a password among them could "
                + "not be known by its name",
            advice: "leave the option out, or say which settings are meant: WHERE name LIKE '…'")
    }

    /// With these a bar or a comma stays between a setting's name and its value, in one row.
    private static let wholeRows = Pattern.builtIn(
        "border=[12]|format=(aligned|unaligned|csv)|(footer|numericlocale|tuples_only)(=.*)?|(null|title)=.*|pager=.*")

    /// psql's own variables that only say how it goes on and what it tells; into a `-c` none is filled in.
    private static func checkVariable(_ setting: String) throws(Refusal) {
        guard variable.matchesWhole(setting) else {
            throw Refusal(
                "", "has \"-v\" with \"\(setting)\", which is not known to change nothing",
                advice: "leave it out and write the value out")
        }
    }

    private static let variable = Pattern.builtIn(
        "(ECHO|ECHO_HIDDEN|HIDE_TABLEAM|HIDE_TOAST_COMPRESSION|ON_ERROR_STOP|QUIET|SHOW_CONTEXT|VERBOSITY)(=[A-Za-z0-9]*)?"
    )

    static func pgIsReady(_ arguments: [String], _: Set<String>) throws(Refusal) {
        let table = OptionTable(
            .getopt(all: ["dbname", "host", "port", "quiet", "timeout", "username", "version", "help"]),
            plain: ["q", "quiet", "V", "version"], valued: ["d", "dbname", "t", "timeout"],
            connection: postgresConnection)
        let parsed = try options(of: arguments, table, command: "")
        if let word = parsed.words.first ?? parsed.afterDashes?.first {
            throw Refusal("", "has \"\(word)\", which is no option", advice: "leave it out")
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

    static func isPlainName(_ name: String) -> Bool {
        !name.isEmpty && name.first != "-"
            && name.allSatisfy { $0 == label || $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }
    }

    private static let postgresConnection: Set<String> = ["U", "username", "h", "host", "p", "port"]

    static let psqlOptions: OptionTable = {
        let files = OptionRemark.each(
            ["f", "file"], why: "reads statements from a file", advice: "write them out, each with a -c")
        let outputs = OptionRemark.each(
            ["o", "output", "L", "log-file"], why: "writes a file or starts a program",
            advice: "leave it out: the output is captured")
        let questions = OptionRemark.each(
            ["W", "password", "s", "single-step"], why: "waits for somebody at a terminal", advice: "leave it out")
        return OptionTable(
            .getopt(all: [
                "echo-all", "no-align", "command", "dbname", "echo-queries", "echo-errors", "echo-hidden", "file",
                "field-separator", "field-separator-zero", "host", "html", "list", "log-file", "no-readline",
                "single-transaction", "output", "port", "pset", "quiet", "record-separator", "record-separator-zero",
                "single-step", "single-line", "tuples-only", "table-attr", "username", "set", "variable", "version",
                "no-password", "password", "expanded", "no-psqlrc", "help", "csv",
            ]),
            plain: [
                "A", "no-align", "t", "tuples-only", "x", "expanded", "q", "quiet", "X", "no-psqlrc", "w",
                "no-password", "csv", "H", "html", "l", "list", "V", "version", "a", "echo-all", "b", "echo-errors",
                "e", "echo-queries", "E", "echo-hidden", "n", "no-readline", "z", "field-separator-zero", "0",
                "record-separator-zero", "1", "single-transaction",
            ],
            valued: [
                "d", "dbname", "c", "command", "F", "field-separator", "R", "record-separator", "P", "pset", "T",
                "table-attr", "v", "set", "variable",
            ],
            connection: postgresConnection,
            remarks: [files, outputs, questions])
    }()

    /// `format=csv`: how rows are printed, never by another program, and never as a label says.
    private static func checkPrintSetting(_ setting: String) throws(Refusal) {
        guard printSettings.matchesWhole(setting) else {
            throw Refusal(
                "-P", "has \"\(setting)\", which is not known to only print rows", advice: "leave it out")
        }
    }

    private static let printSettings = Pattern.builtIn(
        #"border=[0-3]|columns=[0-9]+|pager=(off|0)|format=[a-z-]+|linestyle=[a-z-]+|unicode_[a-z]+_linestyle=[a-z]+"#
            + #"|(csv_fieldsep|fieldsep|recordsep|tableattr|null|title)=[^\x{FFFC}]*|(fieldsep|recordsep)_zero"#
            + #"|(expanded|footer|numericlocale|tuples_only)(=(on|off|true|false|auto|1|0))?"#)
}
