/// The rows of a list: those that an import made of a runbook, with what a person has written laid over them.
///
/// A person's row with the name of an imported one has what it has there; what it says itself comes first. An imported row
/// that no other names stands before the next one that is named, and at the end where none is: rows of a runbook keep their
/// order, and a rule that a person puts first stays first.
struct LaidRows {
    private(set) var all: [TableMapping] = []
    /// The names of the imported ones.
    private(set) var imported: [String] = []
    /// Whether every row could be read.
    private(set) var isComplete = true

    /// - Parameters:
    ///   - keys: whose values together name a row.
    ///   - hidden: keys of an imported row that are out of force under a person's own.
    ///   - read: a row with its keys checked; `nil` after a problem.
    init(
        _ own: TableNode?, over runbook: TableNode?, of what: String, by keys: [String],
        hidden: (TableMapping) -> [String] = { _ in [] }, _ read: (TableNode) -> TableMapping?
    ) {
        let mine = rows(own, of: what, read)
        let base = rows(runbook, of: what, read)
        func name(_ row: TableMapping) -> [String?] { keys.map { row[$0]?.plainText } }
        let bases = Dictionary(base.map { (name($0), $0) }) { first, _ in first }
        imported = base.compactMap { $0[keys.last ?? ""]?.plainText }
        let named = Set(mine.map(name))
        var waiting = base[...]
        for row in mine {
            let under = bases[name(row)]
            if under != nil, let place = waiting.firstIndex(where: { name($0) == name(row) }) {
                all += waiting[..<place].filter { !named.contains(name($0)) }
                waiting = waiting[(place + 1)...]
            }
            all.append(under.map { row.laid(over: $0, without: hidden(row)) } ?? row)
        }
        all += waiting.filter { !named.contains(name($0)) }
    }

    private mutating func rows(
        _ list: TableNode?, of what: String, _ read: (TableNode) -> TableMapping?
    ) -> [TableMapping] {
        guard let list else { return [] }
        guard let elements = list.elements(of: what) else {
            isComplete = false
            return []
        }
        return elements.compactMap(read)
    }
}
