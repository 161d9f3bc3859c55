internal import IncidentCore

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
    func commandToShow() -> [ArgumentTemplate]? {
        if isList { return texts().flatMap(templates) }
        guard let line = text("a command as text or a list of text") else { return nil }
        guard let words = CommandLineWords.split(line) else {
            problem("\(label) has a quote that does not end; close it or write the command as a list")
            return nil
        }
        return templates(words)
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

/// Takes a command line as people type it apart into its words.
enum CommandLineWords {
    /// Blanks separate; single and double quotes keep together. `nil` when a quote does not end.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let complete = word { words.append(complete) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { return nil }
        if let word { words.append(word) }
        return words
    }
}
