/// How a command is asked so that its answer can be read field by field, and how it is read.
package struct StructuredQuestion: Sendable, Hashable {
    /// What the answer is.
    private let form: Form

    private enum Form: Sendable, Hashable {
        /// `nil` where only the database knows the columns.
        case csv(columns: [String]?)
        case kubernetes(KubernetesKind)
        case helm(HelmJSON)
    }

    /// So much of an answer is read.
    package static let lengthLimit = 8 * 1024 * 1024

    /// - Parameter words: program and arguments, with or without their labels filled in: a label chooses neither an option nor
    ///   the kind of resource.
    /// - Returns: `nil` for a command that is asked as it is written: one whose answers are not known, or that says itself how
    ///   it prints.
    package init?(_ words: [String]) {
        guard let program = words.first.map(ReadOnlyGrammar.programName),
            let form = Self.form(of: program, Array(words.dropFirst()))
        else { return nil }
        self.form = form
    }

    /// What the command gets as its last words.
    package var words: [String] {
        switch form {
        case .csv: ["--csv"]
        case .kubernetes, .helm: ["-o", "json"]
        }
    }

    /// The command as it was before, where what it prints is easier to read than the answer; `nil` elsewhere.
    ///
    /// - Parameter arguments: as they were asked.
    package func plain(_ arguments: [String]) -> [String]? {
        tellsItsEnd && arguments.suffix(words.count) == words[...] ? arguments.dropLast(words.count) : nil
    }

    /// Whether an answer shows by itself that all of it is there.
    package var tellsItsEnd: Bool {
        switch form {
        case .csv: false
        case .kubernetes, .helm: true
        }
    }

    /// The answer as the table that the tool would have printed.
    ///
    /// - Parameters:
    ///   - output: what it wrote to standard output, all of it.
    ///   - arguments: the bound command.
    ///   - now: for ages.
    /// - Throws: why it could not be read.
    package func read(
        _ output: [UInt8], of arguments: [String], at now: Timestamp
    ) throws(StructuredFailure) -> StructuredTable {
        switch form {
        case .csv: try PsqlCSV.read(output)
        case .kubernetes(let kind): try kind.read(output, asked: KubectlGet(Array(arguments.dropFirst())), at: now)
        case .helm(let answer): try answer.read(output)
        }
    }

    /// All fields that a row may have; `nil` where that is not known before the answer comes.
    ///
    /// - Parameter words: the command, as it is written or as it is asked.
    func fields(of words: [String]) -> [String]? {
        switch form {
        case .csv(let columns): columns
        case .kubernetes(let kind): kind.fields(asked: KubectlGet(Array(words.dropFirst())))
        case .helm(let answer): answer.fields
        }
    }

    private static func form(of program: String, _ arguments: [String]) -> Form? {
        switch program {
        case "psql": statement(in: arguments).map { Form.csv(columns: $0.columns) }
        case "helm": HelmJSON(arguments).map(Form.helm)
        case "kubectl":
            if let get = KubectlGet(arguments) {
                get.hasOutput ? nil : get.kind.map(Form.kubernetes)
            } else {
                innerPsql(arguments).flatMap(statement(in:)).map { Form.csv(columns: $0.columns) }
            }
        default: nil
        }
    }

    /// The arguments of psql behind `kubectl exec … --`.
    private static func innerPsql(_ arguments: [String]) -> [String]? {
        guard let inner = try? ReadOnlyGrammar.kubectlOptions(arguments).1.afterDashes.map({ $0.map(String.init) }),
            let program = inner.first, ReadOnlyGrammar.programName(program) == "psql"
        else { return nil }
        return Array(inner.dropFirst())
    }

    /// The one statement whose rows psql prints as it does by itself: of several it puts the rows in CSV one below the other.
    private static func statement(in arguments: [String]) -> SQLTree? {
        guard let parsed = try? ReadOnlyGrammar.options(of: arguments, ReadOnlyGrammar.psqlOptions, command: ""),
            parsed.options.allSatisfy({ plainOptions.contains($0.name) || isPager($0) })
        else { return nil }
        let commands = parsed.values("c", "command")
        guard commands.count == 1, !commands[0].hasPrefix("\\"),
            let statements = try? SQLTree.statements(in: commands[0]), statements.count == 1
        else { return nil }
        return statements[0]
    }

    /// Those of psql that change nothing in how rows are printed.
    private static let plainOptions: Set = [
        "c", "command", "d", "dbname", "h", "host", "p", "port", "U", "username", "w", "no-password", "X", "no-psqlrc",
        "q", "quiet", "n", "no-readline", "1", "single-transaction", "b", "echo-errors",
    ]

    private static func isPager(_ option: (name: String, value: String?)) -> Bool {
        ["P", "pset"].contains(option.name) && option.value?.hasPrefix("pager=") == true
    }
}

/// Why no fields could be read of an answer; goes on from "no fields were read: ".
package struct StructuredFailure: Error, Equatable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
