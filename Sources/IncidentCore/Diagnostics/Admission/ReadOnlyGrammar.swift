internal import Patterns

/// Which commands only read, tool by tool; checked when the tables are loaded, and once more with the labels filled in.
///
/// Only what is listed is let through: verbs, resources and options of each tool, one file a tool, and of SQL the kinds of
/// nodes, functions, operators and types (`ReadOnlySQL`). A place for a label counts as a word that nobody knows, so it
/// can be a value and nothing else.
package enum ReadOnlyGrammar {
    /// - Parameters:
    ///   - arguments: program and arguments as the table has them, with their `{label:…}` places.
    ///   - functions: SQL functions that the team says only read, as `name` or `schema.name`.
    /// - Returns: why the command may not run, or `nil` when it only reads.
    package static func refusal(of arguments: [String], functions: Set<String> = []) -> String? {
        if let reason = ShellSign(in: arguments)?.description ?? arguments.first.flatMap(refusal(ofPath:)) {
            return reason
        }
        let masked = arguments.map(Self.withoutLabels)
        return judged(masked, functions).map { shown($0, as: zip(masked, arguments).filter { $0 != $1 }) }
    }

    /// - Parameter arguments: program and arguments as they would be run; nothing in them is a place for a label.
    package static func refusal(ofBound words: [String], functions: Set<String> = []) -> String? {
        judged(words, functions).map { shown($0, as: []) }
    }

    /// Why a program may not be named so on this machine.
    package static func refusal(ofPath program: String) -> String? {
        guard program.contains("/"), !program.hasPrefix("/") else { return nil }
        return "\"\(program)\" would depend on where the server was started; write the name alone or the whole path"
    }

    /// The refusal, where `label` stands for places of labels.
    static func judged(_ words: [String], _ functions: Set<String>) -> String? {
        guard let first = words.first, !first.isEmpty else {
            return "the command is empty; write the program and its arguments, each an entry of its own"
        }
        guard !first.holdsLabel else { return "the program \"\(first)\" comes from a label; write it out" }
        let program = programName(first)
        guard let judge = judges[program] else {
            if let name = first.split(separator: "/").last, judges[String(name)] != nil {
                return "\"\(first)\" is not known to be \(name), as it is in no folder of the system; "
                    + "write \(name) alone, or give the collector trusted: true"
            }
            return "\"\(program)\" is not a program that is known to only read; "
                + (first.contains(where: \.isWhitespace)
                    ? "write each word as an entry of its own: [\(entries(of: first))]"
                    : "put the command under next_steps, or give the collector trusted: true")
        }
        do {
            try judge(Array(words.dropFirst()), functions)
            return nil
        } catch {
            let subject = error.command.isEmpty ? program : "\(program) \(error.command)"
            let advice = error.advice ?? "put the command under next_steps"
            return "\"\(subject)\" \(error.reason)" + (advice.isEmpty ? "" : "; \(advice)")
        }
    }

    /// Why a team may not name a SQL function as one of its own that only read, or `nil`.
    package static func refusal(ofFunction name: String) -> String? {
        guard functionName.matchesWhole(name) else {
            return
                "\"\(name.onePrintableLine(limit: 200))\" is no function's name; write name or schema.name as statements call it, "
                + "without parentheses"
        }
        guard !ReadOnlySQL.isKnownToAct(name) else {
            return "\"\(name)\" does more than read; leave it out, or put what calls it under next_steps"
        }
        return nil
    }

    private static let functionName = Pattern.builtIn(#"(?:[A-Za-z_][A-Za-z0-9_$]*\.)?[A-Za-z_][A-Za-z0-9_$]*"#)

    /// Whether there is a grammar for the program; of such a one `trusted: true` must not be believed.
    package static func knows(_ program: String) -> Bool { judges[programName(program)] != nil }

    /// What stands for a `{label:…}` place while a command is judged: no verb, option or name of any tool.
    static let label: Character = "\u{FFFC}"

    /// The name of a tool that is called by it alone or from a folder of the system; any other path as it stands, since
    /// what lies there may be anything.
    static func programName(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), systemFolder.matchesWhole(String(path[..<slash])) else {
            return path
        }
        return String(path[path.index(after: slash)...])
    }

    /// Where a tool of a known name is that tool, on this machine and in a pod: what packages install into and only root
    /// writes to.
    private static let systemFolder = Pattern.builtIn(
        "/bin|/usr/bin|/usr/local/bin|/snap/bin|/usr/lib/postgresql/[0-9]+/bin|/usr/pgsql-[0-9]+/bin"
            + "|/opt/kafka[A-Za-z0-9_.-]*/bin|/opt/bitnami/[a-z][a-z0-9-]*/bin")

    /// - Parameter functions: the team's own SQL functions.
    private typealias Judge = @Sendable (_ arguments: [String], _ functions: Set<String>) throws(Refusal) -> Void

    private static let judges: [String: Judge] = [
        "kubectl": kubectl, "helm": helm, "psql": psql, "pg_isready": pgIsReady, "redis-cli": redisCLI,
        "kafka-consumer-groups": kafkaConsumerGroups, "kafka-consumer-groups.sh": kafkaConsumerGroups,
        "kafka-topics": kafkaTopics, "kafka-topics.sh": kafkaTopics,
    ]

    private static func withoutLabels(_ argument: String) -> String {
        guard let template = try? ArgumentTemplate(argument) else { return argument }
        return template.parts.reduce(into: "") { text, part in
            switch part {
            case .literal(let literal): text += literal
            case .label(let place):
                text.append(label)
                // What a value of the type may hold must be allowed where it stands.
                for sign in place.type.signs { text += "\(sign)\(label)" }
            }
        }
    }

    private static func entries(of line: String) -> String {
        line.split(whereSeparator: \.isWhitespace).joined(separator: ", ")
    }

    /// A refusal for people.
    ///
    /// - Parameter arguments: those with labels, as they were judged and as the table has them.
    private static func shown(_ refusal: String, as arguments: [(judged: String, written: String)]) -> String {
        var text = refusal
        // A place alone looks like any other.
        for (judged, written) in arguments where judged.count > 1 || arguments.count == 1 {
            text = text.replacing(judged, with: written)
        }
        return text.replacing(String(label), with: "{label}").onePrintableLine(limit: 500)
    }
}

/// Why a command is not known to only read.
struct Refusal: Error {
    /// The verb or command, without the program.
    let command: String
    /// Goes on from the command: `has "--watch", which …`.
    let reason: String
    /// `nil` is "put the command under next_steps"; empty when the reason says it.
    var advice: String?

    init(_ command: String, _ reason: String, advice: String? = nil) {
        self.command = command
        self.reason = reason
        self.advice = advice
    }

    static func option(_ option: RefusedOption, of command: String) -> Refusal {
        Refusal(command, "has \"\(option.text)\", which \(option.remark.why)", advice: option.remark.advice)
    }

    /// A verb that is on no list.
    static func verb(_ verb: String, known: some Sequence<String>) -> Refusal {
        guard !verb.contains(where: \.isWhitespace) else {
            return Refusal("", "has \"\(verb)\" as one word", advice: "write each word as an entry of its own")
        }
        let known = known.sorted().joined(separator: ", ")
        return Refusal(verb, "is not a command that is known to only read (\(known))")
    }
}

extension StringProtocol {
    /// Whether a place for a label stands in it; a combining mark behind it hides nothing.
    var holdsLabel: Bool { labelCount > 0 }

    var labelCount: Int { unicodeScalars.count { Character($0) == ReadOnlyGrammar.label } }
}

extension ReadOnlyGrammar {
    /// The command's words by `table`, or the refusal for `command`.
    static func options(
        of arguments: [String], _ table: OptionTable, command: String
    ) throws(Refusal) -> CommandOptions {
        let parsed: CommandOptions
        do throws(RefusedOption) {
            parsed = try CommandOptions(arguments, table)
        } catch {
            throw Refusal.option(error, of: command)
        }
        for (name, value) in parsed.options where table.connection.contains(name) && value?.holdsLabel == true {
            throw Refusal(
                command, "takes from a label where it connects (\"\(name.count == 1 ? "-" : "--")\(name)\")",
                advice: "write that out; an alert may not choose it")
        }
        return parsed
    }

    /// Go's tools take their global options in front of the verb, too, and read them as cobra does: what is not known there
    /// has a value.
    ///
    /// - Returns: the verb, and all other words.
    static func verb(
        in arguments: [String], plain: Set<String> = [], of command: String = ""
    ) throws(Refusal) -> (String, [String]) {
        var index = 0
        while index < arguments.count, arguments[index].hasPrefix("-") {
            let argument = arguments[index]
            let isSeparate =
                argument.hasPrefix("--") ? !plain.contains(String(argument.dropFirst(2))) : argument.count == 2
            index += isSeparate && !argument.contains("=") ? 2 : 1
        }
        guard index < arguments.count else {
            throw Refusal(
                command, command.isEmpty ? "has no verb" : "does not say what of", advice: "write what is asked for")
        }
        var rest = arguments
        return (rest.remove(at: index), rest)
    }
}
