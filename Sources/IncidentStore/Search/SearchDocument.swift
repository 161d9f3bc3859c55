/// Everything of one incident that a search finds, as it may be shown.
package struct SearchDocument: Sendable, Equatable {
    package struct Output: Sendable, Equatable {
        package let artifactID: Int64
        package let collector: String
        package let text: String
    }

    /// Of one column; what is longer is cut.
    static let columnBytes = 1 << 20
    /// Of all outputs; the newest are kept.
    static let outputBytes = 2 << 20

    package let incidentID: Int64
    /// Of those that are kept beside the index.
    package let texts: [SearchColumn: String]
    /// In the order of their artifacts.
    package let outputs: [Output]

    func text(_ column: SearchColumn) -> String {
        column == .outputs ? outputs.map(\.text).joined(separator: "\n") : texts[column] ?? ""
    }

    var bytes: Int {
        texts.values.reduce(0) { $0 + $1.utf8.count } + outputs.reduce(0) { $0 + $1.text.utf8.count }
    }
}

/// Lines for one column: each once, until there is no more room.
struct SearchLines {
    private(set) var text = ""
    private var seen: Set<String> = []

    mutating func add(_ line: String?) {
        guard let line, !line.isEmpty, text.utf8.count + line.utf8.count < SearchDocument.columnBytes,
            seen.insert(line).inserted
        else { return }
        text += text.isEmpty ? line : "\n\(line)"
    }

    mutating func add(_ lines: some Sequence<String>) { for line in lines { add(line) } }
}
