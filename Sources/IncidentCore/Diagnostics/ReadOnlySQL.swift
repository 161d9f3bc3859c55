/// Whether one SQL statement only reads, judged by its words.
///
/// Not a parser of SQL: it refuses every construct that could hide a word from it (comments, dollar quotes, escapes),
/// and the session that runs the statement is read-only besides (`ReadOnlySession`). What is left to it are functions
/// that act although the transaction is read-only.
enum ReadOnlySQL {
    static func check(_ statement: String) throws(SQLRefusal) {
        let tokens = try SQLTokens.read(statement)
        guard let first = tokens.first else { throw SQLRefusal(reason: "has no statement") }
        guard ["select", "show", "explain", "with", "values", "table"].contains(first.text), first.kind == .word else {
            throw SQLRefusal(reason: "must begin with SELECT, SHOW, EXPLAIN, WITH, VALUES or TABLE")
        }
        for (index, token) in tokens.enumerated() {
            if token.kind == .word, changing.contains(token.text) {
                throw SQLRefusal(reason: "holds the word \(token.text.uppercased()), which is not known to only read")
            }
            if token.text == "for", token.kind == .word, index + 1 < tokens.count,
                ["share", "no", "key"].contains(tokens[index + 1].text)
            {
                throw SQLRefusal(reason: "locks rows")
            }
            if refusedNames.contains(token.text) || refusedPrefixes.contains(where: token.text.hasPrefix) {
                throw SQLRefusal(reason: "uses \"\(token.text)\", which acts or reads secrets")
            }
        }
    }

    /// A statement that begins with one of the allowed words can write only by these: in `WITH`, in `EXPLAIN`, as
    /// `SELECT … INTO` or `FOR UPDATE`. The others have no place in such a statement.
    private static let changing: Set<String> = [
        "insert", "update", "delete", "merge", "into", "create", "declare", "execute", "prepare", "refresh", "truncate",
        "drop", "alter", "grant", "revoke", "copy", "call", "do", "vacuum", "reindex",
        // Lets a quoted name choose its own escape character.
        "uescape",
    ]

    /// Functions that act, wait or run text as SQL, and relations that hold password hashes or connection strings.
    private static let refusedNames: Set<String> = [
        "set_config", "nextval", "setval", "ts_stat", "ts_rewrite", "connectby", "pg_reload_conf", "pg_stat_file",
        "pg_promote", "pg_notify", "pg_signal_backend", "pg_switch_wal", "pg_switch_xlog", "pg_export_snapshot",
        "pg_current_logfile", "pg_authid", "pg_shadow", "pg_user_mapping", "pg_user_mappings", "pg_subscription",
        "pg_largeobject", "pg_hba_file_rules", "pg_ident_file_mappings",
    ]

    private static let refusedPrefixes = [
        "pg_terminate_", "pg_cancel_", "pg_read_", "pg_ls_", "pg_file_", "pg_sleep", "pg_rotate_", "pg_create_",
        "pg_drop_", "pg_copy_", "pg_start_", "pg_stop_", "pg_backup_", "pg_wal_replay_", "pg_xlog_replay_",
        "pg_advisory_", "pg_try_advisory_", "pg_logical_", "pg_replication_origin", "pg_replication_slot_", "pg_log_",
        "pg_stat_reset", "pg_stat_statements_reset", "pg_import_", "pg_sync_", "pg_restore_", "pg_clear_",
        "lo_", "loread", "lowrite", "dblink", "query_to_", "cursor_to_", "table_to_", "schema_to_", "database_to_",
        "crosstab", "postgres_fdw_", "brin_", "gin_clean_", "binary_upgrade_",
    ]
}

/// One word, quoted name or other sign of a statement; string literals are left out.
struct SQLToken {
    enum Kind { case word, quotedName, sign }
    let kind: Kind
    /// Words in lower case.
    let text: String
}

enum SQLTokens {
    /// - Throws: `SQLRefusal` for what could hide a word: comments, dollar quotes, backslashes, a second statement, a
    ///   label outside quotes.
    static func read(_ statement: String) throws(SQLRefusal) -> [SQLToken] {
        guard !statement.contains("\\") else {
            throw SQLRefusal(reason: "holds a backslash: psql's own commands and escapes are not allowed")
        }
        var tokens: [SQLToken] = []
        // Scalars, because a character may have swallowed a quote together with a combining mark.
        var rest = Substring(statement).unicodeScalars
        while let scalar = rest.first {
            switch scalar {
            case "'": _ = try quoted(&rest, by: "'")
            case "\"": tokens.append(SQLToken(kind: .quotedName, text: try quoted(&rest, by: "\"").lowercased()))
            case ";": try finish(&rest)
            case "$": throw SQLRefusal(reason: "holds a dollar sign outside quotes")
            case _ where isWordPart(scalar):
                let word = rest.prefix(while: isWordPart)
                rest = rest.dropFirst(word.count)
                tokens.append(SQLToken(kind: .word, text: String(Substring(word)).lowercased()))
            default:
                rest.removeFirst()
                if scalar.properties.isWhitespace { continue }
                guard !(scalar == "-" && rest.first == "-"), !(scalar == "/" && rest.first == "*") else {
                    throw SQLRefusal(reason: "holds a comment")
                }
                guard Character(scalar) != ReadOnlyGrammar.label else {
                    throw SQLRefusal(reason: "has a label outside single quotes")
                }
                tokens.append(SQLToken(kind: .sign, text: String(scalar)))
            }
        }
        return tokens
    }

    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: scalar.value > 127 && Character(scalar) != ReadOnlyGrammar.label && !scalar.properties.isWhitespace
        }
    }

    /// What stands between two quotes; a doubled quote stands for itself.
    private static func quoted(
        _ rest: inout Substring.UnicodeScalarView, by quote: Unicode.Scalar
    ) throws(SQLRefusal) -> String {
        var content = String.UnicodeScalarView()
        rest.removeFirst()
        while let scalar = rest.popFirst() {
            guard scalar == quote else {
                content.append(scalar)
                continue
            }
            guard rest.first == quote else {
                let text = String(content)
                guard quote == "'" || !text.contains(ReadOnlyGrammar.label) else {
                    throw SQLRefusal(reason: "has a label outside single quotes")
                }
                return text
            }
            content.append(scalar)
            rest.removeFirst()
        }
        throw SQLRefusal(reason: "has a quote that is not closed")
    }

    private static func finish(_ rest: inout Substring.UnicodeScalarView) throws(SQLRefusal) {
        guard rest.allSatisfy({ $0 == ";" || $0.properties.isWhitespace }) else {
            throw SQLRefusal(reason: "holds more than one statement")
        }
        rest = Substring().unicodeScalars
    }
}
