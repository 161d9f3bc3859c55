/// What an import wrote for one of the five tables.
enum ImportedTable {
    case absent
    /// Its problem is in the list, and what it does not have proves nothing.
    case unreadable
    case read(TableNode)

    var root: TableNode? { if case .read(let root) = self { root } else { nil } }
    var isUnreadable: Bool { if case .unreadable = self { true } else { false } }
}
