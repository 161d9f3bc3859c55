/// A catalog that may be read, but of whose columns some hold what must not be printed by itself.
///
/// Of a setting only its name tells that its value is a secret, and redaction goes by it where both stand in one row. So a
/// value is read where the condition says of which settings, none of them a secret, or is printed as it is right behind its
/// name. The values that `pg_stats` has of a column are no better than the column, passwords' hashes included.
struct GuardedRelation {
    /// The columns that hold it.
    let guarded: Set<String>
    /// All others.
    let open: Set<String>
    let advice: String
    /// Whether rows are known by `name`, as settings are.
    let isOfSettings: Bool

    static let all: [String: GuardedRelation] = [
        "pg_settings": GuardedRelation(
            guarded: ["setting", "reset_val"],
            open: ReadOnlySQL.names(
                """
                name unit category short_desc extra_desc context vartype source min_val max_val enumvals boot_val sourcefile
                sourceline pending_restart
                """),
            advice: "say of which settings (WHERE name = '…', name IN (…), name LIKE '…'), or write name, setting",
            isOfSettings: true),
        "pg_stats": GuardedRelation(
            guarded: [
                "most_common_vals", "most_common_freqs", "histogram_bounds", "most_common_elems",
                "range_bounds_histogram",
            ],
            open: ReadOnlySQL.names(
                """
                schemaname tablename attname inherited null_frac avg_width n_distinct correlation most_common_elem_freqs
                elem_count_histogram
                """),
            advice: "name the columns that are meant: null_frac, avg_width, n_distinct, correlation",
            isOfSettings: false),
        "pg_foreign_server": withOptions(
            "srvoptions", open: "oid srvname srvowner srvfdw srvtype srvversion srvacl"),
        "pg_foreign_table": withOptions("ftoptions", open: "ftrelid ftserver"),
        "pg_foreign_data_wrapper": withOptions(
            "fdwoptions", open: "oid fdwname fdwowner fdwhandler fdwvalidator fdwacl"),
        "pg_db_role_setting": withOptions("setconfig", open: "setdatabase setrole"),
    ]

    /// Of a column that holds names and values in one text; in pieces none would be known by its name.
    private static func withOptions(_ guarded: String, open: String) -> GuardedRelation {
        let open = ReadOnlySQL.names(open)
        return GuardedRelation(
            guarded: [guarded], open: open,
            advice: "name the columns that are meant: \(open.sorted().joined(separator: ", "))",
            isOfSettings: false)
    }
}

/// What one SELECT reads of guarded catalogs.
struct GuardedReading {
    fileprivate struct Source {
        let name: String
        let alias: String
        let relation: GuardedRelation
        /// What holds of every row that has its columns, where its alias means it and no one outside.
        var conditions: [SQLTree] = []
    }

    /// Those that stand in its FROM themselves; a subquery is judged by itself.
    private var sources: [Source] = []
    /// Whether these are settings of which conditions say that they are no secrets.
    private var isBounded = false
    private var isJoinedByValues = false
    /// Whether settings of any name are printed, each right behind its name.
    private(set) var showsAnySetting = false

    /// - Parameters:
    ///   - select: a SelectStmt.
    ///   - isOutermost: whether its rows are what is printed.
    init(_ select: SQLTree, isOutermost: Bool) throws(SQLRefusal) {
        for item in select["fromClause"]?.elements ?? [] { _ = try collect(item) }
        guard let source = sources.first else { return }
        guard !isJoinedByValues else { throw refusal("joins", source) }
        if let condition = select["whereClause"] {
            for index in sources.indices { sources[index].conditions.append(condition) }
        }
        let (all, bounded) = (sources, sources.filter { $0.conditions.contains(where: $0.isBounded) })
        // Conditions are worked out in an order of the server's own, and an error would say a value that another leaves out.
        (sources, isBounded) = (bounded, true)
        for clause in ["fromClause", "whereClause"] { if let body = select[clause] { try walk(body) } }
        (sources, isBounded) = (all.filter { !$0.conditions.contains(where: $0.isBounded) }, false)
        guard !sources.isEmpty else { return }
        guard case .object(let clauses) = select else { return }
        for (clause, body) in clauses {
            guard clause == "targetList", isOutermost else {
                try walk(body, isTarget: clause == "targetList")
                continue
            }
            var isBehindName = false
            for target in body.elements ?? [] {
                let column = target["ResTarget"]?["val"]?["ColumnRef"].map(Column.init)
                if isBehindName, column?.name == "setting", column.map(isGuarded) == true {
                    showsAnySetting = true
                } else {
                    try walk(target, isTarget: true)
                }
                isBehindName = column?.name == "name" && column.map(isOfSettings) == true
            }
        }
    }

    /// - Returns: whether a guarded catalog stands in it.
    private mutating func collect(_ item: SQLTree) throws(SQLRefusal) -> Bool {
        if let table = item["RangeVar"] {
            guard [nil, "pg_catalog"].contains(table["schemaname"]?.text), let name = table["relname"]?.text,
                let relation = GuardedRelation.all[name]
            else { return false }
            let alias = table["alias"]
            guard alias?["colnames"] == nil else { throw Self.renamed(name) }
            sources.append(Source(name: name, alias: alias?["aliasname"]?.text ?? name, relation: relation))
            return true
        }
        if let sample = item["RangeTableSample"]?["relation"] { return try collect(sample) }
        guard let join = item["JoinExpr"] else { return false }
        let first = sources.count
        for side in ["larg", "rarg"] { if let part = join[side] { _ = try collect(part) } }
        guard sources.count > first else { return false }
        guard join["alias"] == nil, join["join_using_alias"] == nil else { throw Self.renamed(sources[first].name) }
        if join["isNatural"] != nil || join.name("usingClause").contains(where: Self.guardedNames.contains) {
            isJoinedByValues = true
        }
        if join["jointype"]?.text == "JOIN_INNER", let condition = join["quals"] {
            for index in first..<sources.count { sources[index].conditions.append(condition) }
        }
        return true
    }

    private static let guardedNames = GuardedRelation.all.values.reduce(into: Set<String>()) {
        $0.formUnion($1.guarded)
    }

    private static func renamed(_ name: String) -> SQLRefusal {
        SQLRefusal(
            "gives the columns of \(name), or a join with it, other names", advice: "leave the names out")
    }

    /// - Parameter isTarget: a star there stands for the columns of this SELECT.
    private func walk(_ tree: SQLTree, isTarget: Bool = false) throws(SQLRefusal) {
        switch tree {
        case .list(let elements): for element in elements { try walk(element, isTarget: isTarget) }
        case .object(let members):
            for (kind, body) in members {
                if kind == "ColumnRef" {
                    try check(Column(body), isTarget: isTarget)
                } else if kind == "A_Expr", isComparisonOfBoth(body) || isBounded && isComparisonWithText(body) {
                    continue
                } else {
                    try walk(body, isTarget: isTarget && ["ResTarget", "val"].contains(kind))
                }
            }
        case .text, .other: break
        }
    }

    private func check(_ column: Column, isTarget: Bool) throws(SQLRefusal) {
        for source in sources {
            let isOurs = [nil, source.alias].contains(column.qualifier)
            // The whole row by its name, also behind a schema's.
            let isRow = column.name == source.alias
            let isStar = column.name == nil && isOurs && (column.qualifier != nil || isTarget)
            // What is no column would be a function of the row.
            let isStrange =
                column.qualifier != nil && isOurs && column.name.map { !source.relation.open.contains($0) } == true
            let isGuarded = isOurs && column.name.map(source.relation.guarded.contains) == true
            guard !isRow, !isStar, !isStrange, !isGuarded else { throw refusal("reads", source, column.name ?? "*") }
        }
    }

    /// `setting <> boot_val` tells which settings were changed and nothing of what they hold.
    private func isComparisonOfBoth(_ comparison: SQLTree) -> Bool {
        guard ["=", "<>"].contains(comparison.name("name").last),
            ["AEXPR_OP", "AEXPR_DISTINCT", "AEXPR_NOT_DISTINCT"].contains(comparison["kind"]?.text)
        else { return false }
        return ["lexpr", "rexpr"].allSatisfy { side in
            guard let column = comparison[side]?["ColumnRef"].map(Column.init) else { return false }
            return isOfSettings(column) && ["setting", "reset_val", "boot_val"].contains(column.name)
        }
    }

    /// `setting = 'off'` ends in no error that would say the value.
    private func isComparisonWithText(_ comparison: SQLTree) -> Bool {
        comparison["lexpr"]?["ColumnRef"].map(Column.init).map(isGuarded) == true && SettingBound(comparison).hasTexts
    }

    private func isGuarded(_ column: Column) -> Bool {
        sources.contains { source in
            [nil, source.alias].contains(column.qualifier) && source.relation.guarded.contains(column.name ?? "")
        }
    }

    private func isOfSettings(_ column: Column) -> Bool {
        sources.contains { $0.relation.isOfSettings && [nil, $0.alias].contains(column.qualifier) }
    }

    private func refusal(_ verb: String, _ source: Source, _ column: String = "") -> SQLRefusal {
        let what =
            source.relation.isOfSettings
            ? "settings that may hold a password" : "values and options of any name, passwords included"
        return SQLRefusal(
            "\(verb) \(column.isEmpty ? "" : "\"\(column)\" of ")\"\(source.name)\", which has \(what)",
            advice: source.relation.advice)
    }
}

extension GuardedReading.Source {
    /// Whether a condition leaves only settings that are no secrets.
    fileprivate func isBounded(by condition: SQLTree) -> Bool {
        guard relation.isOfSettings else { return false }
        if let several = condition["BoolExpr"], let parts = several["args"]?.elements {
            switch several["boolop"]?.text {
            case "AND_EXPR": return parts.contains(where: isBounded)
            case "OR_EXPR": return parts.allSatisfy(isBounded)
            default: return false
            }
        }
        guard let comparison = condition["A_Expr"], let column = comparison["lexpr"]?["ColumnRef"].map(Column.init)
        else {
            return false
        }
        return [nil, alias].contains(column.qualifier) && SettingBound(comparison).excludesSecrets(column.name)
    }
}

/// A column as a statement names it.
private struct Column {
    /// What stands right in front of it.
    let qualifier: String?
    /// `nil` is a star.
    let name: String?

    init(_ reference: SQLTree) {
        let parts = reference["fields"]?.elements?.map { $0["String"]?["sval"]?.text } ?? []
        name = parts.last ?? nil
        qualifier = parts.dropLast().last ?? nil
    }
}

/// A comparison of a column of `pg_settings` with what is written out.
private struct SettingBound {
    private let kind: String
    private let sign: String
    private let right: SQLTree?

    init(_ comparison: SQLTree) {
        kind = comparison["kind"]?.text ?? ""
        sign = comparison.name("name").last ?? ""
        right = comparison["rexpr"]
    }

    /// Whether what it is compared with is nothing but texts.
    var hasTexts: Bool { texts != nil }

    func excludesSecrets(_ column: String?) -> Bool {
        switch (column, kind, sign) {
        case ("name", "AEXPR_OP", "="), ("name", "AEXPR_IN", "="), ("name", "AEXPR_OP_ANY", "="):
            return texts?.allSatisfy { text in !ReadOnlySQL.secretSettings.contains { text.lowercased().contains($0) } }
                ?? false
        case ("name", "AEXPR_LIKE", "~~"), ("name", "AEXPR_ILIKE", "~~*"):
            guard let pattern = text(right) else { return false }
            return !ReadOnlySQL.secretSettings.contains { $0.isLike(pattern.lowercased()) }
        // Secrets are texts, and have no unit.
        case ("unit", "AEXPR_OP", "="): return text(right) != nil
        case ("vartype", "AEXPR_OP", "="): return text(right).map { $0 != "string" } ?? false
        default: return false
        }
    }

    /// Those of a list, or the one.
    private var texts: [String]? {
        let elements = right?["List"]?["items"]?.elements ?? right?["A_ArrayExpr"]?["elements"]?.elements
        let texts = (elements ?? right.map { [$0] } ?? []).map(text)
        // An array as a text has signs of its own.
        guard !texts.contains(nil),
            kind != "AEXPR_OP_ANY" || !texts.contains(where: { $0?.contains { "\"\\".contains($0) } == true })
        else { return nil }
        return texts.compactMap(\.self)
    }

    private func text(_ tree: SQLTree?) -> String? { tree?["A_Const"]?["sval"]?["sval"]?.text }
}

extension String {
    /// Whether SQL's LIKE finds a pattern in all of it.
    func isLike(_ pattern: String) -> Bool {
        let text = Array(unicodeScalars)
        // How far the text may have been read.
        var ends: Set = [0]
        var signs = pattern.unicodeScalars[...]
        while var sign = signs.popFirst() {
            if sign == "%" {
                ends = ends.min().map { Set($0...text.count) } ?? []
                continue
            }
            let isAny = sign == "_"
            if sign == "\\", let next = signs.popFirst() { sign = next }
            ends = Set(ends.filter { $0 < text.count && (isAny || text[$0] == sign) }.map { $0 + 1 })
        }
        return ends.contains(text.count)
    }
}
