package import IncidentCore

/// Makes rows of a runbook's commands: what only reads is run for an alert, everything else is for a person.
struct CommandReader {
    /// What a place is where no label says it.
    let defaults: PlaceDefaults

    enum Verdict: Equatable {
        /// Admitted by the grammar of what only reads; several for several commands on a line.
        case reads([ReadingCommand])
        /// For a person: the command as it is to be shown, and why it is none of ours.
        case step(command: String, reason: String)
        /// Nothing that anybody need do by itself.
        case nothing(String)

        var isReading: Bool { if case .reads = self { true } else { false } }
    }

    func verdict(on line: ShellLine) -> Verdict {
        let verdict = judged(line)
        guard ClusterChoice.isMade(by: line) else { return verdict }
        let reason = "chooses a cluster; collectors ask that of the server's own kubeconfig"
        return switch verdict {
        case .reads: verdict
        case .step(let command, _): .step(command: command, reason: reason)
        case .nothing(let other): .nothing("\(other), and \(reason)")
        }
    }

    private func judged(_ line: ShellLine) -> Verdict {
        guard line.tokens.count <= Self.tokenLimit else { return .nothing("a command of \(line.tokens.count) words") }
        // `> slowlog get` is typed into another program, whose prompt that is.
        if case .redirection? = line.tokens.first { return .nothing("begins with no program") }
        let pipelines = line.pipelines
        let programs = pipelines.map { pipeline in
            pipeline.commands.first?.words.first.map { $0.literal ?? $0.raw } ?? ""
        }
        if let program = programs.first, programs.allSatisfy(Self.builtIns.contains) {
            return .nothing(program.isEmpty ? "sets a variable" : "\"\(program)\" is of a shell alone")
        }
        let shown = shown(line)
        guard Redactions.builtIn.apply(to: shown) == shown else {
            return .nothing("holds a secret, which no table should")
        }
        do throws(NotImportable) {
            var commands: [ReadingCommand] = []
            for pipeline in pipelines { commands.append(try reading(pipeline)) }
            return .reads(commands)
        } catch {
            guard let problem = Self.problem(in: shown) else { return .step(command: shown, reason: error.reason) }
            return .nothing(problem)
        }
    }

    /// Far above what anybody types.
    private static let tokenLimit = 500

    /// They change what the rest of a script does, and nothing else.
    private static let builtIns: Set = [
        "", "cd", "export", "source", ".", "alias", "set", "unset", "echo", "sleep", "exit", "clear", "wait", "true",
    ]

    private func reading(_ pipeline: ShellPipeline) throws(NotImportable) -> ReadingCommand {
        guard let command = pipeline.commands.first, !command.words.isEmpty else {
            throw NotImportable("no program is named")
        }
        guard !pipeline.isInBackground else { throw NotImportable("runs in the background") }
        if let assignment = command.assignments.first {
            let name = assignment.raw.prefix { $0 != "=" }
            throw NotImportable("sets \(name), and collectors have an environment of their own")
        }
        if let redirection = command.redirections.first(where: { !$0.isAboutErrors }) {
            throw NotImportable("has a redirection (\(redirection.sign) \(redirection.target?.raw ?? ""))")
        }
        let words = CommandHabits.withoutTerminal(command.words)
        if let reason = CommandHabits.reason(words) { throw NotImportable(reason) }
        let subjects = defaults.subjects(in: words)
        var arguments: [String] = []
        for (index, word) in words.enumerated() {
            if let subject = subjects[index] {
                arguments.append(subject)
            } else {
                arguments.append(try argument(word))
            }
        }
        try judge(arguments)
        var filters: [OutputFilter] = []
        for command in pipeline.commands.dropFirst() { filters += try PipeFilter.filters(command) }
        return ReadingCommand(arguments: arguments, filters: filters)
    }

    private func judge(_ arguments: [String]) throws(NotImportable) {
        let program = arguments[0]
        guard !program.contains("/") || program.hasPrefix("/") else {
            throw NotImportable("\"\(program)\" depends on where it is called")
        }
        var templates: [ArgumentTemplate] = []
        for argument in arguments {
            do throws(ArgumentTemplateError) {
                templates.append(try ArgumentTemplate(argument))
            } catch {
                throw NotImportable(error.description)
            }
        }
        guard templates[0].labelNames.isEmpty else { throw NotImportable("a label would choose the program") }
        if let refusal = CommandTemplate(templates).refusal {
            // What follows is advice to who writes a table.
            throw NotImportable(String(refusal.split(separator: ";", maxSplits: 1)[0]))
        }
        if let sign = ShellSign(in: arguments) { throw NotImportable("\"\(sign.word)\" is a sign for a shell") }
    }

    private func argument(_ word: ShellWord) throws(NotImportable) -> String {
        if let text = defaults.shouted(word) { return text }
        var text = ""
        for part in word.parts {
            switch part {
            case .literal(let literal, _): text += literal
            case .expansion(let raw): throw NotImportable("a shell would fill in \(raw.singleLine(limit: 60))")
            case .place(let place, let raw):
                guard let filled = defaults.text(place) else {
                    throw NotImportable("no label of an alert says what \(raw) is")
                }
                text += filled
            }
        }
        return text
    }

    /// The line as a person is to see it, with labels where these say what is meant.
    private func shown(_ line: ShellLine) -> String {
        var subjects: [Int: String] = [:]
        for command in line.pipelines.flatMap(\.commands) {
            for (index, text) in defaults.subjects(in: command.words) { subjects[command.tokens[index]] = text }
        }
        var text = ""
        var isGlued = true
        for (place, token) in line.tokens.enumerated() {
            if !isGlued, token.raw != ";" { text += " " }
            isGlued = false
            switch token {
            case .word(let word): text += subjects[place] ?? defaults.shouted(word) ?? word.parts.map(shown).joined()
            case .control(let sign): text += sign
            case .redirection(let sign):
                text += sign
                isGlued = sign.hasSuffix("&") || sign.hasSuffix("(")
            }
        }
        return text
    }

    private func shown(_ part: ShellWord.Part) -> String {
        if case .place(let place, _) = part, let text = defaults.text(place) { return text }
        return part.raw.split(separator: "\\\n", omittingEmptySubsequences: false).joined(separator: "")
    }

    /// Why a table could not hold it.
    private static func problem(in command: String) -> String? {
        guard command.utf8.count <= 4096 else { return "a command of \(command.utf8.count) bytes" }
        do throws(ArgumentTemplateError) {
            _ = try ArgumentTemplate(command)
            return nil
        } catch {
            return error.description
        }
    }
}

/// What a collector is to run.
package struct ReadingCommand: Sendable, Equatable {
    package let arguments: [String]
    package let filters: [OutputFilter]
}
