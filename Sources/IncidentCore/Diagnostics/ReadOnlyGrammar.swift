/// Which commands only read, tool by tool; checked when the tables are loaded, and once more with the labels filled in.
///
/// Verbs and options that are not known to only read are refused: those of each tool are listed here, one file a tool.
/// Of SQL functions those that are known to do more are (`ReadOnlySQL`), within a session that only reads. A place for a
/// label counts as a word that nobody knows, so it can be a value and nothing else.
package enum ReadOnlyGrammar {
    /// - Parameter arguments: program and arguments as the table has them, with their `{label:…}` places.
    /// - Returns: why the command may not run, or `nil` when it only reads.
    package static func refusal(of arguments: [String]) -> String? {
        refusal(ofBound: arguments.map(Self.withoutLabels))
    }

    /// - Parameter arguments: program and arguments as they would be run; nothing in them is a place for a label.
    package static func refusal(ofBound words: [String]) -> String? {
        guard let first = words.first, !first.isEmpty else { return "the command is empty" }
        guard !first.contains(label) else { return "the program \"\(shown(first))\" comes from a label; write it out" }
        let program = programName(first)
        guard let judge = judges[program] else {
            return "\"\(program)\" is not a program that is known to only read; "
                + "put the command under next_steps, or give the collector trusted: true"
        }
        do {
            try judge(Array(words.dropFirst()))
            return nil
        } catch {
            return "\"\(shown(program, error.command))\" \(shown(error.reason)); "
                + (error.advice ?? "put the command under next_steps")
        }
    }

    /// Whether there is a grammar for the program; of such a one `trusted: true` must not be believed.
    package static func knows(_ program: String) -> Bool { judges[programName(program)] != nil }

    /// What stands for a `{label:…}` place while a command is judged: no verb, option or name of any tool.
    static let label: Character = "\u{FFFC}"

    static func programName(_ path: String) -> String {
        String(path.split(separator: "/").last ?? path[...])
    }

    private typealias Judge = @Sendable ([String]) throws(Refusal) -> Void

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
            case .label: text.append(label)
            }
        }
    }

    private static func shown(_ words: String...) -> String {
        words.filter { !$0.isEmpty }.joined(separator: " ").split(separator: label, omittingEmptySubsequences: false)
            .joined(separator: "{label}").onePrintableLine(limit: 200)
    }
}

/// Why a command is not known to only read.
struct Refusal: Error {
    /// The verb or command, without the program.
    let command: String
    /// Goes on from the command: `has the option "--watch", which …`.
    let reason: String
    /// `nil` is "put the command under next_steps".
    var advice: String?

    init(_ command: String, _ reason: String, advice: String? = nil) {
        self.command = command
        self.reason = reason
        self.advice = advice
    }

    static func option(_ option: RefusedOption, of command: String) -> Refusal {
        Refusal(
            command, "has \"\(option.text)\", which is not an option known to only read or lacks its value",
            advice: "leave it out, or put the command under next_steps")
    }
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
        for (name, value) in parsed.options where table.connection.contains(name) && value?.contains(label) == true {
            throw Refusal(
                command, "takes from a label where it connects (\(name.count == 1 ? "-" : "--")\(name))",
                advice: "write that out; an alert may not choose it")
        }
        return parsed
    }
}
