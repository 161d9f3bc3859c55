internal import IncidentCore

extension TableNode {
    /// A collector's program and arguments, which must only read.
    ///
    /// - Parameter trusted: the operator answers for a program whose arguments we cannot judge; `nil` when that has a
    ///   problem, which is then the only one.
    func command(trusted: Bool?) -> [ArgumentTemplate]? {
        guard let words = texts() else { return nil }
        guard let program = words.first else {
            problem("\(label) is empty; write the program and its arguments, each an entry of its own")
            return nil
        }
        guard !program.contains("{label:") else {
            problem("\(label): the program must be written out, a label cannot choose it")
            return nil
        }
        guard !program.contains("/") || program.hasPrefix("/") else {
            problem(
                "\(label): \"\(program)\" would depend on where the server was started; write the name alone or the whole path"
            )
            return nil
        }
        if let sign = ShellSign(in: words) {
            problem("\(label): \(sign)")
            return nil
        }
        guard let templates = templates(words) else { return nil }
        guard let trusted, let refusal = CommandTemplate(templates, isTrusted: trusted).refusal else {
            return templates
        }
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

/// What a shell would make something of, as an argument of its own: the program would get it as a plain word.
struct ShellSign: CustomStringConvertible {
    let word: String
    private let remedy: String

    /// - Returns: `nil` when there is none in `words`.
    init?(in words: [String]) {
        for (index, word) in words.enumerated() {
            // psql separates fields by what follows this, and that is usually the very sign.
            guard index == 0 || !["-F", "--field-separator"].contains(words[index - 1]),
                let remedy = Self.remedy(word)
            else { continue }
            (self.word, self.remedy) = (word, remedy)
            return
        }
        return nil
    }

    var description: String { "\"\(word)\" is an argument like any other, because there is no shell; \(remedy)" }

    private static func remedy(_ word: String) -> String? {
        switch word {
        case "|", "|&": return "write what follows it under filters, such as { grep: foo } or { head: 20 }"
        case _ where word.first == "<" && word.last == ">":
            return "write the name that is meant, or a label's place: \"{label:NAME}\""
        case "||", "&&", ";", "&": return "make a collector of each command"
        default:
            let sign = word.drop { $0.isASCII && $0.isNumber || $0 == "&" }
            guard sign.first == ">" || word.first == "<", sign.count > 1 || word.count < 4 else { return nil }
            return "leave it out: both outputs are captured, and the input is closed"
        }
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
