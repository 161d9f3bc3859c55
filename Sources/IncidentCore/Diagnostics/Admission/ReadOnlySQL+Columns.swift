/// Which names behind a dot can only be columns.
///
/// Where there is no such column PostgreSQL calls the function of that name instead: `f.pg_read_file` of
/// `unnest(ARRAY['/etc/passwd']) f`, `('x'::text).pg_read_file`. Rows of tables and subqueries have no such functions but the
/// team's own; values do.
struct ReadOnlyColumns {
    /// By the name of a function in FROM, which may stand for a mere value, the columns that it surely has.
    private var columns: [String: Set<String>] = [:]

    /// - Parameter statements: all in which a name may be used.
    init(of statements: [SQLTree]) throws(SQLRefusal) {
        for statement in statements { try collect(from: statement) }
    }

    /// Whether `name` may be the function `column` of the value `name`.
    func mayCall(_ name: [String]) -> Bool {
        guard name.count > 1, let known = columns[name[name.count - 2]] else { return false }
        return !known.contains(name[name.count - 1])
    }

    private mutating func collect(from tree: SQLTree) throws(SQLRefusal) {
        switch tree {
        case .list(let elements): for element in elements { try collect(from: element) }
        case .object(let members):
            for (kind, body) in members {
                if kind == "RangeFunction" { try add(body) }
                try collect(from: body)
            }
        case .text, .other: break
        }
    }

    private mutating func add(_ function: SQLTree) throws(SQLRefusal) {
        let call = function["functions"]?.elements?.first?["List"]?["items"]?.elements?.first?["FuncCall"]
        guard let name = function["alias"]?["aliasname"]?.text ?? call?.name("funcname").last else {
            throw SQLRefusal("has a value without a name in FROM", advice: "give it one: AS name")
        }
        var known = Set(function["alias"]?.name("colnames") ?? [])
        for column in function["coldeflist"]?.elements ?? [] {
            if let name = column["ColumnDef"]?["colname"]?.text { known.insert(name) }
        }
        // A value's only column has its name.
        if known.isEmpty { known.insert(name) }
        // Of json_each and WITH ORDINALITY.
        known.formUnion(["key", "value", "ordinality"])
        columns[name] = columns[name]?.intersection(known) ?? known
    }
}
