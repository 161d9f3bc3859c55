/// Of a kind of node, the fields that may occur.
///
/// The names are libpg_query 15's (`protobuf/pg_query.proto`), which are PostgreSQL's own (`parsenodes.h`).
struct SQLNode {
    /// Fields that hold nodes with their kind, or lists of them.
    let nodes: Set<String>
    /// Numbers, truth values and texts that are nothing but a name or a choice.
    let values: Set<String>
    /// Fields that hold a node of one kind, which is not written again.
    let parts: [String: String]

    private init(_ nodes: String = "", values: String = "", parts: [String: String] = [:]) {
        self.nodes = Set(nodes.split(separator: " ").map(String.init))
        self.values = Set(values.split(separator: " ").map(String.init))
        self.parts = parts
    }

    /// What may stand in any statement. Missing on purpose: SELECT's `intoClause` and `lockingClause`.
    static let reading: [String: SQLNode] = [
        // Statements.
        "SelectStmt": SQLNode(
            "distinctClause targetList fromClause whereClause groupClause havingClause windowClause valuesLists sortClause "
                + "limitOffset limitCount", values: "groupDistinct limitOption all op",
            parts: ["withClause": "WithClause", "larg": "SelectStmt", "rarg": "SelectStmt"]),
        "VariableShowStmt": SQLNode(values: "name"),
        "ExplainStmt": SQLNode("query options"),
        "DefElem": SQLNode("arg", values: "defname defaction"),
        // WITH.
        "WithClause": SQLNode("ctes", values: "recursive"),
        "CommonTableExpr": SQLNode(
            "aliascolnames ctequery", values: "ctename ctematerialized",
            parts: ["search_clause": "CTESearchClause", "cycle_clause": "CTECycleClause"]),
        "CTESearchClause": SQLNode("search_col_list", values: "search_breadth_first search_seq_column"),
        "CTECycleClause": SQLNode(
            "cycle_col_list cycle_mark_value cycle_mark_default", values: "cycle_mark_column cycle_path_column"),
        // FROM.
        "RangeVar": SQLNode(
            values: "catalogname schemaname relname inh relpersistence", parts: ["alias": "Alias"]),
        "Alias": SQLNode("colnames", values: "aliasname"),
        "JoinExpr": SQLNode(
            "larg rarg usingClause quals", values: "jointype isNatural",
            parts: ["alias": "Alias", "join_using_alias": "Alias"]),
        "RangeSubselect": SQLNode("subquery", values: "lateral", parts: ["alias": "Alias"]),
        "RangeFunction": SQLNode(
            "functions coldeflist", values: "lateral ordinality is_rowsfrom", parts: ["alias": "Alias"]),
        "ColumnDef": SQLNode(
            values: "colname is_local", parts: ["typeName": "TypeName", "collClause": "CollateClause"]),
        "RangeTableSample": SQLNode("relation method args repeatable"),
        "RangeTableFunc": SQLNode(
            "docexpr rowexpr namespaces columns", values: "lateral", parts: ["alias": "Alias"]),
        "RangeTableFuncCol": SQLNode(
            "colexpr coldefexpr", values: "colname for_ordinality is_not_null", parts: ["typeName": "TypeName"]),
        // GROUP BY, ORDER BY, windows.
        "GroupingSet": SQLNode("content", values: "kind"),
        "GroupingFunc": SQLNode("args"),
        "SortBy": SQLNode("node useOp", values: "sortby_dir sortby_nulls"),
        "WindowDef": SQLNode(
            "partitionClause orderClause startOffset endOffset", values: "name refname frameOptions"),
        // Expressions.
        "ResTarget": SQLNode("val indirection", values: "name"),
        "ColumnRef": SQLNode("fields"),
        "A_Star": SQLNode(),
        "A_Const": SQLNode(
            values: "isnull",
            parts: [
                "sval": "String", "ival": "Integer", "fval": "Float", "boolval": "Boolean", "bsval": "BitString",
            ]),
        "String": SQLNode(values: "sval"),
        "Integer": SQLNode(values: "ival"),
        "Float": SQLNode(values: "fval"),
        "Boolean": SQLNode(values: "boolval"),
        "BitString": SQLNode(values: "bsval"),
        "List": SQLNode("items"),
        "A_Expr": SQLNode("name lexpr rexpr", values: "kind"),
        "BoolExpr": SQLNode("args", values: "boolop"),
        "SubLink": SQLNode("testexpr operName subselect", values: "subLinkType"),
        "FuncCall": SQLNode(
            "funcname args agg_order agg_filter",
            values: "agg_within_group agg_star agg_distinct func_variadic funcformat", parts: ["over": "WindowDef"]),
        "NamedArgExpr": SQLNode("arg", values: "name argnumber"),
        "TypeCast": SQLNode("arg", parts: ["typeName": "TypeName"]),
        "TypeName": SQLNode("names typmods arrayBounds", values: "typemod"),
        "CollateClause": SQLNode("arg collname"),
        "A_Indirection": SQLNode("arg indirection"),
        "A_Indices": SQLNode("lidx uidx", values: "is_slice"),
        "A_ArrayExpr": SQLNode("elements"),
        "RowExpr": SQLNode("args colnames", values: "row_format"),
        "CoalesceExpr": SQLNode("args"),
        "MinMaxExpr": SQLNode("args", values: "op"),
        "CaseExpr": SQLNode("arg args defresult"),
        "CaseWhen": SQLNode("expr result"),
        "NullTest": SQLNode("arg", values: "nulltesttype"),
        "BooleanTest": SQLNode("arg", values: "booltesttype"),
        "SQLValueFunction": SQLNode(values: "op typmod"),
        "XmlExpr": SQLNode("named_args args", values: "op name xmloption"),
        "XmlSerialize": SQLNode("expr", values: "xmloption", parts: ["typeName": "TypeName"]),
    ]

    /// What may stand in a statement that EXPLAIN only plans.
    static let planned: [String: SQLNode] = [
        "InsertStmt": SQLNode(
            "cols selectStmt returningList", values: "override",
            parts: ["relation": "RangeVar", "withClause": "WithClause"]),
        "UpdateStmt": SQLNode(
            "targetList whereClause fromClause returningList",
            parts: ["relation": "RangeVar", "withClause": "WithClause"]),
        "DeleteStmt": SQLNode(
            "usingClause whereClause returningList", parts: ["relation": "RangeVar", "withClause": "WithClause"]),
        "SetToDefault": SQLNode(),
        "MultiAssignRef": SQLNode("source", values: "colno ncolumns"),
    ]

    /// A kind or field as people write it: `CreateTableAsStmt` is `CREATE TABLE AS`.
    static func words(for name: String) -> String {
        if let known = names[name] { return known }
        var words = ""
        for character in name.hasSuffix("Stmt") ? String(name.dropLast(4)) : name {
            if character.isUppercase, words.last?.isUppercase == false { words += " " }
            words.append(character)
        }
        return words.uppercased()
    }

    private static let names = [
        "intoClause": "INTO", "lockingClause": "FOR UPDATE or FOR SHARE", "ParamRef": "a parameter such as $1",
        "VariableSetStmt": "SET or RESET", "TransactionStmt": "BEGIN, COMMIT or the like", "setof": "SETOF",
        "ConstraintsSetStmt": "SET CONSTRAINTS", "ViewStmt": "CREATE VIEW", "IndexStmt": "CREATE INDEX",
        "RenameStmt": "ALTER … RENAME", "CreatedbStmt": "CREATE DATABASE", "DropdbStmt": "DROP DATABASE",
        "onConflictClause": "ON CONFLICT", "CheckPointStmt": "CHECKPOINT",
    ]
}
