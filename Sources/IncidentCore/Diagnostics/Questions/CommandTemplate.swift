/// A program with its arguments as the table has them, with places for an incident's labels.
package struct CommandTemplate: Sendable, Equatable {
    /// Each one element of the command; there is no shell anywhere.
    package let words: [ArgumentTemplate]
    /// The operator answers for a program that no grammar knows; not believed of one that a grammar knows.
    package let isTrusted: Bool
    /// SQL functions of the team's own that only read, as `name` or `schema.name`.
    private let functions: Set<String>
    /// Why no incident may have this command, or `nil`.
    package let refusal: String?
    /// How its answer is read field by field; `nil` where it is kept as it is printed.
    package private(set) var structure: StructuredQuestion?

    package init(_ words: [ArgumentTemplate], isTrusted: Bool = false, functions: Set<String> = []) {
        self.words = words
        self.isTrusted = isTrusted
        self.functions = functions
        let texts = words.map(\.text)
        let isJudged = !isTrusted || texts.first.map(ReadOnlyGrammar.knows) ?? true
        refusal =
            isJudged
            ? ReadOnlyGrammar.refusal(of: texts, functions: functions)
            : ShellSign(in: texts)?.description ?? TrustedCommand.refusal(of: words)
    }

    /// The same, asked so that its answer can be read field by field, where that is known; admission judges what it
    /// has become.
    var readingFields: CommandTemplate {
        guard structure == nil, let structure = StructuredQuestion(words.map(\.text)),
            let more = try? structure.words.map({ try ArgumentTemplate($0) })
        else { return self }
        var command = CommandTemplate(words + more, isTrusted: isTrusted, functions: functions)
        command.structure = structure
        return command
    }

    /// All fields that a row of its answer may have; `nil` where that is not known before it comes.
    var fields: [String]? {
        let texts = words.map(\.text)
        return (structure ?? StructuredQuestion(texts))?.fields(of: texts)
    }

    /// The command for an incident as it is to be run.
    ///
    /// Judged once more with the labels filled in, because what a value turns the command into is not known before: a
    /// name may become a URL, another resource, another server.
    /// - Parameter limit: the collector's own time limit.
    package func bound(to labels: Labels, limit: Duration) throws(BindingRefused) -> [String] {
        guard let program = words.first, program.labelNames.isEmpty else {
            throw BindingRefused("the program is not written out")
        }
        if let refusal { throw BindingRefused(refusal) }
        var arguments: [String] = []
        for word in words { arguments.append(try word.bind(labels)) }
        if isTrusted, !ReadOnlyGrammar.knows(program.text) { return arguments }
        if let refusal = ReadOnlyGrammar.refusal(ofBound: arguments, functions: functions) {
            throw BindingRefused("with the incident's labels \(refusal)")
        }
        return try ReadOnlySession.hardened(arguments, limit: limit)
    }

    /// The command for a person to read when it is not run: a label that could not be bound stands as `<name?>`.
    package func shown(for labels: Labels) -> [String] {
        words.map { $0.shown(from: labels) { "<\($0)?>" } }
    }
}
