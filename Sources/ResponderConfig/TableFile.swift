internal import Yams

/// One YAML file of the tables: where its problems are reported, and its root once it has been parsed.
struct TableFile {
    let path: String
    let problems: ProblemList
    /// What it says; for hints.
    private(set) var lines: [Substring] = []

    init(path: String, problems: ProblemList) {
        self.path = path
        self.problems = problems
    }

    /// More entries than any table needs; ends aliases that multiply ("billion laughs").
    static let entryLimit = 50_000

    func problem(line: Int? = nil, column: Int? = nil, _ sentence: String) {
        problems.add(RouteTableProblem(path: path, line: line, column: column, sentence: sentence))
    }

    /// Parses `bytes`; `nil` after a problem, which is then in the list.
    func parse(_ bytes: [UInt8]) -> TableNode? {
        reading(bytes) { text in
            guard let root = try Yams.compose(yaml: text), !TableNode.isNothing(root) else {
                problem(line: 1, column: 1, "the file is empty; take the shipped one as an example")
                return []
            }
            return [root]
        }.first
    }

    /// Parses each document that `bytes` have; none after a problem, which is then in the list.
    func parseAll(_ bytes: [UInt8], entryLimit: Int) -> [TableNode] {
        reading(bytes, entryLimit: entryLimit) { text in
            var documents = try Yams.compose_all(yaml: text)
            var roots: [Node] = []
            while let root = documents.next() { if !TableNode.isNothing(root) { roots.append(root) } }
            if let error = documents.error { throw error }
            return roots
        }
    }

    private func reading(
        _ bytes: [UInt8], entryLimit: Int = TableFile.entryLimit, _ compose: (String) throws -> [Node]
    ) -> [TableNode] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            problem(line: Self.lineOfInvalidUTF8(bytes), column: 1, "this line is not UTF-8; save the file as UTF-8")
            return []
        }
        do {
            let roots = try compose(text)
            var left = entryLimit
            guard roots.allSatisfy({ Self.count($0, left: &left) }) else {
                problem(
                    line: 1, column: 1,
                    "the file has more than \(entryLimit) entries once its aliases are filled in; write fewer")
                return []
            }
            var file = self
            file.lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return roots.map { TableNode(node: $0, file: file, label: "the file") }
        } catch let error as YamlError {
            report(error, in: text)
        } catch {
            problem(line: 1, column: 1, "the file cannot be read as YAML: \(error)")
        }
        return []
    }

    private func report(_ error: YamlError, in text: String) {
        switch error {
        case .scanner(let context, let reason, let mark, _), .parser(let context, let reason, let mark, _):
            // The context says what began where: "while parsing a flow sequence".
            let began = context.map { "\($0.text) that begins at line \($0.mark.line): " } ?? ""
            let hint = YAMLHint.forError(in: text, line: mark.line, column: mark.column, began: context?.mark.line)
            problem(line: mark.line, column: mark.column, "not YAML: \(began)\(reason)\(hint)")
        case .composer(_, let reason, let mark, _):
            problem(line: mark.line, column: mark.column, Self.aliasProblem(reason, at: mark, in: text))
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\($0)\"" }.joined(separator: ", ")
            problem(
                line: context.mark.line, column: context.mark.column,
                "key \(names) stands more than once in this mapping; keep one")
        case .reader(let reason, let offset, _, _):
            let before = text.prefix(offset ?? 0)
            let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
            problem(
                line: max(lines.count, 1), column: (lines.last?.unicodeScalars.count ?? 0) + 1, "not YAML: \(reason)")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            problem(line: 1, column: 1, "the file cannot be read as YAML: \(error)")
        }
    }

    /// Yams gives an anchor its value when that is complete: an alias inside it finds no anchor yet.
    private static func aliasProblem(_ reason: String, at mark: Mark, in text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard mark.line <= lines.count else { return "not YAML: \(reason)" }
        let scalars = lines[mark.line - 1].unicodeScalars.dropFirst(mark.column - 1)
        guard scalars.first == "*" else { return "not YAML: \(reason)" }
        let name = String(
            String.UnicodeScalarView(scalars.dropFirst().prefix { !" ,]}\t\r".unicodeScalars.contains($0) }))
        let before = lines[..<(mark.line - 1)] + [lines[mark.line - 1].prefix(mark.column - 1)]
        let isInside = before.contains { line in
            line.split(whereSeparator: { " \t,[]{}".contains($0) }).contains { $0 == "&\(name)" }
        }
        return isInside
            ? "cyclic reference: alias \"*\(name)\" stands inside the value that \"&\(name)\" names; "
                + "write the value out"
            : "alias \"*\(name)\" has no anchor \"&\(name)\" before it"
    }

    private static func count(_ node: Node, left: inout Int) -> Bool {
        left -= 1
        guard left > 0 else { return false }
        switch node {
        case .scalar, .alias: return true
        case .sequence(let list): return list.allSatisfy { count($0, left: &left) }
        case .mapping(let mapping):
            return mapping.allSatisfy { count($0.key, left: &left) && count($0.value, left: &left) }
        }
    }

    private static func lineOfInvalidUTF8(_ bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}
