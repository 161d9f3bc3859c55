/// Whether SQL only reads, judged by the tree that PostgreSQL's own parser makes of it.
///
/// Whatever occurs must be on a list: kinds of nodes and their fields (`SQLNode`), functions, operators, types, relations
/// of the catalog. What a view, an operator or a function of the team's does inside is not in the text; for that the session
/// is read-only besides (`ReadOnlySession`).
struct ReadOnlySQL {
    /// The team's own, as `name` or `schema.name`.
    private let functions: Set<String>
    private let columns: ReadOnlyColumns
    /// Within an EXPLAIN that only plans.
    private var isOnlyPlanned = false
    /// How many places for labels stand in constants so far.
    private var labelCount = 0
    /// How many SELECTs the one that is looked at stands in.
    private var selectDepth = 0
    private var showsAnySetting = false

    /// - Returns: whether it prints settings of any name, each value right behind its name, by which redaction knows secrets.
    /// - Throws: for the first thing in any of the statements that is not known to only read.
    @discardableResult
    static func check(_ sql: String, functions: Set<String> = []) throws(SQLRefusal) -> Bool {
        // A server with standard_conforming_strings off would take the quote for a part of the string.
        let pairs = zip(sql.utf8, sql.utf8.dropFirst())
        guard !pairs.contains(where: { $0 == UInt8(ascii: "\\") && $1 == UInt8(ascii: "'") }) else {
            throw SQLRefusal("has a backslash before a quote", advice: "write two quotes for one within a string")
        }
        let statements = try SQLTree.statements(in: sql)
        guard !statements.isEmpty else { throw SQLRefusal("has no statement", advice: "write one, such as SELECT") }
        var judge = ReadOnlySQL(functions: functions, columns: try ReadOnlyColumns(of: statements))
        for statement in statements {
            guard let tree = statement["stmt"] else { throw SQLRefusal("has a statement that cannot be read") }
            try judge.visit(tree)
        }
        guard judge.labelCount == sql.labelCount else { throw SQLRefusal.labelOutside }
        return judge.showsAnySetting
    }

    private init(functions: Set<String>, columns: ReadOnlyColumns) {
        self.functions = functions
        self.columns = columns
    }

    /// Nodes that carry their kind.
    private mutating func visit(_ tree: SQLTree) throws(SQLRefusal) {
        switch tree {
        case .list(let elements): for element in elements { try visit(element) }
        case .object(let members):
            // Without a member where PostgreSQL has a null.
            for (kind, body) in members { try visit(body, as: kind) }
        case .text, .other: throw SQLRefusal("has a part that cannot be read")
        }
    }

    private mutating func visit(_ body: SQLTree, as kind: String) throws(SQLRefusal) {
        guard let node = SQLNode.reading[kind] ?? (isOnlyPlanned ? SQLNode.planned[kind] : nil),
            case .object(let fields) = body
        else { throw SQLRefusal("holds \(SQLNode.words(for: kind)), which is not known to only read") }
        if kind == "ExplainStmt" { isOnlyPlanned = !Self.runs(body) }
        if kind == "SelectStmt" {
            let reading = try GuardedReading(body, isOutermost: selectDepth == 0)
            showsAnySetting = showsAnySetting || reading.showsAnySetting
            selectDepth += 1
        }
        defer {
            if kind == "ExplainStmt" { isOnlyPlanned = false }
            if kind == "SelectStmt" { selectDepth -= 1 }
        }
        for (field, value) in fields {
            if kind == "A_Const", field == "sval" {
                let text = value["sval"]?.text ?? ""
                labelCount += text.labelCount
                try checkSetting(text)
            } else if node.nodes.contains(field) {
                try visit(value)
            } else if let part = node.parts[field] {
                try visit(value, as: part)
            } else if node.values.contains(field) || field == "location" {
                if value.text?.holdsLabel == true { throw SQLRefusal.labelOutside }
            } else {
                throw SQLRefusal("holds \(SQLNode.words(for: field)), which is not known to only read")
            }
        }
        try check(body, as: kind)
    }

    /// What a node names must be on the list for such names.
    private mutating func check(_ body: SQLTree, as kind: String) throws(SQLRefusal) {
        switch kind {
        case "FuncCall":
            try checkFunction(body.name("funcname"))
            if body.name("funcname").last == "current_setting" {
                try checkCurrentSetting(body["args"]?.elements?.first)
            }
        case "ColumnRef":
            let name = body.name("fields")
            if let column = name.last, Self.secretColumns.contains(column) {
                throw SQLRefusal(
                    "reads \"\(column)\", which has settings that may hold a password",
                    advice: "leave it out, or describe with \\drds")
            }
            if columns.mayCall(name) { try checkCalledByDot(name.last ?? "") }
        case "A_Indirection": for name in body.name("indirection") { try checkCalledByDot(name) }
        case "A_Expr": try checkOperator(body.name("name"))
        case "SubLink": try checkOperator(body.name("operName"))
        case "SortBy": try checkOperator(body.name("useOp"))
        case "TypeName":
            try check(
                body.name("names"), of: Self.types, "uses the type", advice: "leave the cast out, or cast to text")
        case "RangeVar": try checkRelation(body["schemaname"]?.text, body["relname"]?.text ?? "")
        case "RangeTableSample":
            let methods: Set = ["bernoulli", "system"]
            try check(body.name("method"), of: methods, "samples by", advice: "use bernoulli or system")
        case "VariableShowStmt":
            let name = body["name"]?.text ?? ""
            try checkSetting(name)
            try checkOwnSetting(name)
            showsAnySetting = showsAnySetting || name == "all"
        case "DefElem":
            let option = body["defname"]?.text ?? ""
            guard Self.explainOptions.contains(option) else {
                throw SQLRefusal("has EXPLAIN's option \"\(option)\", which is not known", advice: "leave it out")
            }
        default: break
        }
    }

    /// Whether EXPLAIN runs the statement; of an option given twice the later one would count.
    private static func runs(_ explain: SQLTree) -> Bool {
        (explain["options"]?.elements ?? []).contains { option in
            guard option["DefElem"]?["defname"]?.text == "analyze" else { return false }
            let value = option["DefElem"]?["arg"]?["String"]?["sval"]?.text
            return !["false", "off"].contains(value?.lowercased())
        }
    }

    private func checkFunction(_ name: [String]) throws(SQLRefusal) {
        let shown = name.joined(separator: ".")
        // A quoted name may hold a dot.
        guard !name.contains(where: { $0.contains(".") }) else {
            throw SQLRefusal("calls \"\(shown)\", a name with a dot in it")
        }
        if functions.contains(shown) || Self.isBuiltIn(name, of: Self.readingFunctions) { return }
        throw SQLRefusal(
            "calls \"\(shown)\", which is not on the list of functions that only read",
            advice: Self.isKnownToAct(shown)
                ? nil : "leave it out, or, if it is your own and only reads, name it under functions")
    }

    /// A name behind a value, which is a function's where it is no column's.
    private func checkCalledByDot(_ name: String) throws(SQLRefusal) {
        // Of what is computed nobody knows which setting it names.
        let isKnown = functions.contains(name) || Self.readingFunctions.contains(name) && name != "current_setting"
        guard !isKnown, !["key", "value"].contains(name) else { return }
        throw SQLRefusal(
            "has \".\(name)\" behind a value, which would call a function of that name where there is no such column",
            advice: "leave out what stands in front of the dot, or name the columns in FROM: function() AS f(\(name))")
    }

    /// Whether a name is one of `list`, without a schema or with PostgreSQL's own.
    private static func isBuiltIn(_ name: [String], of list: Set<String>) -> Bool {
        (name.count == 1 || name.count == 2 && name[0] == "pg_catalog") && list.contains(name[name.count - 1])
    }

    private func check(
        _ name: [String], of list: Set<String>, _ words: String, advice: String
    ) throws(SQLRefusal) {
        guard !Self.isBuiltIn(name, of: list) else { return }
        throw SQLRefusal(
            "\(words) \"\(name.joined(separator: "."))\", which is not PostgreSQL's own", advice: advice)
    }

    private func checkOperator(_ name: [String]) throws(SQLRefusal) {
        if name.isEmpty { return }
        try check(name, of: Self.operators, "uses the operator", advice: "leave it out")
    }

    private func checkRelation(_ schema: String?, _ name: String) throws(SQLRefusal) {
        let isReadable =
            switch schema {
            case nil where !name.hasPrefix("pg_"), "information_schema": !Self.secretRelations.contains(name)
            case nil, "pg_catalog":
                Self.catalog.contains(name) || name.hasPrefix("pg_stat_") || name.hasPrefix("pg_statio_")
            case .some(let schema): !schema.hasPrefix("pg_")
            }
        guard isReadable else {
            throw SQLRefusal(
                "reads \"\(name)\", which holds secrets or is not on the list of catalogs",
                advice: "leave it out; the pg_stat_… views tell how the server does")
        }
    }

    /// Which setting it is must be written out: a name that is put together could be any.
    private func checkCurrentSetting(_ argument: SQLTree?) throws(SQLRefusal) {
        guard let name = (argument?["TypeCast"]?["arg"] ?? argument)?["A_Const"]?["sval"]?["sval"]?.text else {
            throw SQLRefusal(
                "calls \"current_setting\" for a name that is not written out, which may be that of a password",
                advice: "write it out: current_setting('max_connections')")
        }
        try checkOwnSetting(name)
    }

    /// A setting of the team's own, such as `app.jwt_secret`, says by its name what it holds.
    private func checkOwnSetting(_ name: String) throws(SQLRefusal) {
        guard !name.contains(".") || [nil, .hint].contains(SecretName(Array(name.utf8)[...])) else {
            throw SQLRefusal(
                "asks for \"\(name)\", which says that it is a secret", advice: "a collector may not read it")
        }
    }

    private func checkSetting(_ name: String) throws(SQLRefusal) {
        guard !Self.secretSettings.contains(name.lowercased()) else {
            throw SQLRefusal("asks for \"\(name)\", which may hold a password", advice: "a collector may not read it")
        }
    }
}

extension SQLRefusal {
    fileprivate static let labelOutside = SQLRefusal(
        "has a label outside single quotes", advice: "let it be a string: WHERE name = '{label:NAME}'")
}
