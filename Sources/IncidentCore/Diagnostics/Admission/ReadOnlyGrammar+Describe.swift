internal import Patterns

extension ReadOnlyGrammar {
    /// A `-c` of one backslash command: those that describe, with names and nothing else behind them. A backquote in their
    /// arguments would run a shell, a colon would fill in a variable, a bar would start a program.
    ///
    /// - Returns: whether it prints settings of any name.
    static func checkDescription(_ command: String) throws(Refusal) -> Bool {
        let words = command.split(separator: " ", omittingEmptySubsequences: true)
        let name = String(words.first?.dropFirst() ?? "")
        guard describing.contains(where: { $0.matchesWhole(name) }) else {
            throw Refusal(
                "-c", "has \"\\\(name)\", which is not a command of psql's that only describes",
                advice: "describe with \\d, \\dt, \\di, \\dn, \\df, \\du or \\l, or write SQL")
        }
        for word in words.dropFirst() where !objectPattern.matchesWhole(String(word)) {
            throw Refusal(
                "-c", "has \"\(word)\" behind \"\\\(name)\", where only a name may stand",
                advice: "write a name such as public.orders, with * and ? for what may differ")
        }
        let isOfSettings = name.hasPrefix("dconfig")
        for word in words.dropFirst() where isOfSettings && reachesSecretSetting(word) {
            throw Refusal(
                "-c", "would print \"\(word)\", which may be a setting that holds a password",
                advice: "name the settings that are meant, such as \\dconfig autovacuum*")
        }
        guard words.count <= 3 else {
            throw Refusal("-c", "has more than two names behind \"\\\(name)\"", advice: "leave them out")
        }
        return isOfSettings && words.count == 1
    }

    private static func reachesSecretSetting(_ pattern: Substring) -> Bool {
        let like = pattern.lowercased().replacing("\"", with: "").replacing("_", with: "\\_")
            .replacing("*", with: "%").replacing("?", with: "_")
        return ReadOnlySQL.secretSettings.contains { $0.isLike(like) }
    }

    /// psql 15. Without `+` where that would print passwords: `\deu+` options of user mappings, `\dRs+` connection strings.
    private static let describing = [
        #"d[S+]*"#, #"d[aDcEgimnOstTuvL][S+]*"#, #"d[AbCFlPxyX]\+?"#, #"dA[cfop]\+?"#, #"d[dop][S+]*"#,
        #"dP[itn]*\+?"#, #"d[tvmisE]{2,5}[S+]*"#, #"df[anptw]*[S+]*"#, #"dF[dpt]\+?"#, #"dRp\+?"#, #"dRs"#,
        #"dr(ds|g)"#,
        #"ddp"#, #"de[swtu]"#, #"dconfig\+?"#, #"l[+x]*"#, #"z[S]?"#, #"lo_list\+?"#, #"s[fv]\+?"#, #"conninfo"#,
        #"timing"#,
    ].map(Pattern.builtIn)

    private static let objectPattern = Pattern.builtIn(#"("[A-Za-z0-9_.$*?-]+"|[A-Za-z0-9_.$*?-]|\x{FFFC})+"#)
}
