/// One thing wrong in a table: where, and what to do about it.
package struct RouteTableProblem: Sendable, Hashable, CustomStringConvertible {
    /// As it was opened: `routes/escalation.yaml`.
    package let path: String
    /// From 1; `nil` when the file as a whole is meant.
    package let line: Int?
    /// From 1, in Unicode scalars, as libyaml counts.
    package let column: Int?
    package let sentence: String

    package init(path: String, line: Int? = nil, column: Int? = nil, sentence: String) {
        self.path = path
        self.line = line
        self.column = column
        self.sentence = sentence
    }

    package var description: String {
        guard let line, let column else { return "\(path): \(sentence)" }
        return "\(path):\(line):\(column): \(sentence)"
    }
}

/// Everything wrong with a set of tables, in the order of the files and their lines; never empty.
package struct RouteTableProblems: Error, Equatable, CustomStringConvertible {
    package let problems: [RouteTableProblem]

    package init(problems: [RouteTableProblem]) { self.problems = problems }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Problems and warnings, gathered while the tables are read.
///
/// A class, so that every node of every file can add to the same list: reading goes on after a problem.
final class ProblemList {
    private var problems: [RouteTableProblem] = []
    private var warnings: [RouteTableProblem] = []

    var count: Int { problems.count }

    func add(_ problem: RouteTableProblem) { problems.append(problem) }
    func warn(_ warning: RouteTableProblem) { warnings.append(warning) }

    func sortedProblems(files: [String]) -> [RouteTableProblem] { Self.sorted(problems, files: files) }
    func sortedWarnings(files: [String]) -> [RouteTableProblem] { Self.sorted(warnings, files: files) }

    private static func sorted(_ list: [RouteTableProblem], files: [String]) -> [RouteTableProblem] {
        // What stands once behind an anchor is read at each alias; it is one problem all the same.
        var seen: Set<RouteTableProblem> = []
        let unique = list.filter { seen.insert($0).inserted }
        func place(_ problem: RouteTableProblem) -> (Int, Int, Int) {
            (files.firstIndex(of: problem.path) ?? files.count, problem.line ?? 0, problem.column ?? 0)
        }
        return unique.enumerated().sorted { left, right in
            let (before, after) = (place(left.element), place(right.element))
            return before == after ? left.offset < right.offset : before < after
        }.map(\.element)
    }
}
