internal import IncidentCore
internal import Yams

/// A value in a table: Yams' node, with the file it stands in and the key it stands under.
///
/// Each reading function returns `nil` after it has put a problem with this node's position into the list, so that
/// the caller can go on and find more.
struct TableNode {
    let node: Node
    let file: TableFile
    /// How messages call it: the key it stands under, also for the entries of a list.
    let label: String

    func problem(_ sentence: String) {
        file.problem(line: node.mark?.line, column: node.mark?.column, sentence + commentHint)
    }

    /// For a value that ends where a # after a blank begins a comment.
    private var commentHint: String {
        guard case .scalar(let scalar) = node, scalar.style == .plain, let line = node.mark?.line,
            line <= file.lines.count
        else { return "" }
        return YAMLHint.forValue(scalar.string, onLine: file.lines[line - 1])
    }

    func warn(_ sentence: String) { file.problems.warn(position(sentence)) }

    var line: Int { node.mark?.line ?? 1 }

    private func position(_ sentence: String) -> RouteTableProblem {
        RouteTableProblem(path: file.path, line: node.mark?.line, column: node.mark?.column, sentence: sentence)
    }

    static func isNothing(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    var isNothing: Bool { Self.isNothing(node) }
    var isList: Bool { if case .sequence = node { true } else { false } }
    var isMapping: Bool { if case .mapping = node { true } else { false } }

    /// What stands here, in words.
    private var kind: String {
        switch node {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar, .alias: isNothing ? "nothing" : "text"
        }
    }

    /// The place is part of every such sentence: `match: expected a list of text, found a mapping`.
    func mismatch(expected: String) {
        // An unquoted {label:app} is a mapping to YAML, in a list or on its own.
        let hint = isMapping && expected == "text" ? "; text that begins with { must stand in quotes" : ""
        problem("\(label): expected \(expected), found \(kind)\(hint)")
    }
}

extension TableNode {
    /// A scalar as it is written, also a number; never empty.
    func text(_ expected: String = "text") -> String? {
        guard case .scalar(let scalar) = node, !isNothing else {
            mismatch(expected: expected)
            return nil
        }
        guard !scalar.string.isEmpty else {
            problem("\(label) is empty; \(expected) is expected")
            return nil
        }
        return scalar.string
    }

    /// A scalar as it is written, also an empty one; reports nothing.
    var plainText: String? { if case .scalar(let scalar) = node { scalar.string } else { nil } }

    /// Text for one line of a message or a page: no line ends, at most 200 characters.
    func name() -> String? {
        guard let text = text() else { return nil }
        guard text.count <= 200, !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            problem("\(label) has more than 200 characters or a line end; shorten it to one line")
            return nil
        }
        return text
    }

    func elements(of what: String) -> [TableNode]? {
        guard case .sequence(let sequence) = node else {
            mismatch(expected: "a list of \(what)")
            return nil
        }
        return sequence.map { TableNode(node: $0, file: file, label: label) }
    }

    /// All entries as `read` makes them of each; `nil` when this is no list or an entry has a problem.
    func list<T>(of what: String, _ read: (TableNode) -> T?) -> [T]? {
        guard let elements = elements(of: what) else { return nil }
        let values = elements.map(read)
        return values.contains { $0 == nil } ? nil : values.compactMap(\.self)
    }

    /// A mapping whose keys are among `keys`; any other is a problem.
    func mapping(keys: [String]) -> TableMapping? {
        guard let entries = entries() else { return nil }
        for (key, entry) in entries where !keys.contains(key) {
            TableNode(node: entry.keyNode, file: file, label: label).problem(
                "unknown key \"\(key)\"\(nearest(to: key, in: keys) ?? "; known here: \(keys.joined(separator: ", "))")"
            )
        }
        return TableMapping(
            node: self,
            values: Dictionary(entries.map { ($0.key, $0.entry.value) }, uniquingKeysWith: { first, _ in first }))
    }

    /// A mapping with keys of the operator's choice, in the order of the file.
    func entries() -> [(key: String, entry: TableEntry)]? {
        guard case .mapping(let mapping) = node else {
            mismatch(expected: "a mapping")
            return nil
        }
        var entries: [(String, TableEntry)] = []
        for (keyNode, value) in mapping {
            guard let key = TableNode(node: keyNode, file: file, label: label).text() else { return nil }
            entries.append((key, TableEntry(keyNode: keyNode, value: TableNode(node: value, file: file, label: key))))
        }
        return entries
    }
}

/// One pair of a mapping.
struct TableEntry {
    let keyNode: Node
    let value: TableNode
}

/// A mapping whose keys have been checked.
struct TableMapping {
    let node: TableNode
    /// What stands here, and what it is laid over.
    private var layers: [[String: TableNode]]

    init(node: TableNode, values: [String: TableNode]) {
        self.node = node
        layers = [values]
    }

    var keys: [String] { Set(layers.flatMap(\.keys)).sorted() }

    /// `nil` when the key is not there.
    subscript(key: String) -> TableNode? { values(of: key).first }

    /// What every layer says, the uppermost first.
    func values(of key: String) -> [TableNode] { layers.compactMap { $0[key] } }

    /// Its own values, and under them those of `base` but for some keys.
    func laid(over base: TableMapping, without hidden: [String] = []) -> TableMapping {
        var laid = self
        laid.layers += base.without(hidden).layers
        return laid
    }

    /// As if these keys were not there.
    func without(_ hidden: [String]) -> TableMapping {
        var rest = self
        rest.layers = layers.map { layer in layer.filter { !hidden.contains($0.key) } }
        return rest
    }

    /// A key that must be there.
    func required(_ key: String) -> TableNode? {
        if let value = self[key] { return value }
        missing("\"\(key)\"", remedy: "add it")
        return nil
    }

    func missing(_ what: String, remedy: String) {
        node.problem(
            "\(node.label == "the file" ? "the file" : "this entry of \(node.label)") has no \(what); \(remedy)")
    }
}
