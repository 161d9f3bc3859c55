internal import IncidentCore
internal import Runbooks

extension TableNode {
    /// A collector's program and arguments, which must only read.
    ///
    /// - Parameters:
    ///   - trusted: the operator answers for a program whose arguments we cannot judge; `nil` when that has a problem,
    ///     which is then the only one.
    ///   - functions: SQL functions of the team's own that only read.
    func command(trusted: Bool?, functions: Set<String>) -> CommandTemplate? {
        guard let words = texts() else { return nil }
        guard let program = words.first else {
            problem("\(label) is empty; write the program and its arguments, each an entry of its own")
            return nil
        }
        guard !program.contains("{label:") else {
            problem("\(label): the program must be written out, a label cannot choose it")
            return nil
        }
        if let refusal = ReadOnlyGrammar.refusal(ofPath: program) {
            problem("\(label): \(refusal)")
            return nil
        }
        guard let templates = templates(words), let trusted else { return nil }
        let command = CommandTemplate(templates, isTrusted: trusted, functions: functions)
        guard let refusal = command.refusal else { return command }
        problem("\(label): \(refusal)")
        return nil
    }

    /// A changing command, as a list or as a line with quotes as in a shell; it is shown and never run.
    ///
    /// - Returns: its words, or a line that only a shell can do something with as one.
    func commandToShow() -> (words: [ArgumentTemplate], isForShell: Bool)? {
        if isList { return texts().flatMap(templates).map { ($0, false) } }
        guard let line = text("a command as text or a list of text") else { return nil }
        switch ShellLine.words(of: line) {
        case .success(let words): return templates(words ?? [line]).map { ($0, words == nil) }
        case .failure(let reason):
            problem("\(label): \(reason); close it or write the command as a list")
            return nil
        }
    }

    private func templates(_ words: [String]) -> [ArgumentTemplate]? {
        var templates: [ArgumentTemplate] = []
        for word in words {
            do throws(ArgumentTemplateError) {
                templates.append(try ArgumentTemplate(word))
            } catch {
                problem("\(label): \(error.description)")
                return nil
            }
        }
        return templates
    }
}
