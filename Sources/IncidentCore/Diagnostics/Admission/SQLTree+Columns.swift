extension SQLTree {
    /// The names of the columns with which a statement answers; `nil` where one of them cannot be told from the statement.
    var columns: [String]? {
        guard var select = self["stmt"]?["SelectStmt"] else { return nil }
        // Of UNION and the like the first has the names.
        while let left = select["larg"] { select = left }
        guard let targets = select["targetList"]?.elements else { return nil }
        let names = targets.compactMap { target in
            target["ResTarget"].flatMap { $0["name"]?.text ?? $0["val"]?.columnName }
        }
        return names.count == targets.count && !names.contains { $0.contains("{label:") } ? names : nil
    }

    /// The name of an expression's column that has none by AS, of plain ones (PostgreSQL 15, `FigureColname`).
    private var columnName: String? {
        self["ColumnRef"]?["fields"]?.elements?.last?["String"]?["sval"]?.text
            ?? self["FuncCall"]?.name("funcname").last ?? self["TypeCast"]?["arg"]?.columnName
    }
}
