internal import IncidentCore
internal import Patterns

/// What stands behind a `|`, as a filter of the tables.
enum PipeFilter {
    /// - Throws: that there is no such filter.
    static func filters(_ command: ShellCommand) throws(NotImportable) -> [OutputFilter] {
        guard command.assignments.isEmpty, command.redirections.allSatisfy(\.isAboutErrors) else {
            throw NotImportable("the pipe ends in a file")
        }
        var words: [String] = []
        for word in command.words {
            guard let literal = word.literal else { throw NotImportable("a shell would fill in \(word.raw)") }
            words.append(literal)
        }
        guard let program = words.first else { throw NotImportable("nothing stands behind the pipe") }
        let rest = Array(words.dropFirst())
        switch program {
        case "grep", "egrep", "fgrep": return try grep(rest, as: program)
        case "head": return [.head(try count(rest, of: program))]
        case "tail": return [.tail(try count(rest, of: program))]
        case "sort": return try sort(rest)
        case "uniq" where rest.isEmpty: return [.uniq()]
        case "uniq" where rest == ["-c"] || rest == ["--count"]: return [.uniq(count: true)]
        case "wc" where rest == ["-l"] || rest == ["--lines"]: return [.wcLines]
        // They only bring it before a person's eyes.
        case "less", "more": return []
        case "cat" where rest.isEmpty: return []
        default: throw NotImportable("\(words.joined(separator: " ").singleLine(limit: 40)) is none of our filters")
        }
    }

    private static func count(_ words: [String], of program: String) throws(NotImportable) -> Int {
        let text =
            switch words.count {
            case 0: "10"
            case 1 where words[0].hasPrefix("--lines="): String(words[0].dropFirst(8))
            case 1 where words[0].hasPrefix("-n"): String(words[0].dropFirst(2))
            case 1 where words[0].hasPrefix("-"): String(words[0].dropFirst())
            case 2 where ["-n", "--lines"].contains(words[0]): words[1]
            default: ""
            }
        guard text.allSatisfy(\.isNumber), let count = Int(text), (1...1_000_000).contains(count) else {
            throw NotImportable(
                "\(program) \(words.joined(separator: " ").singleLine(limit: 40)) is none of our filters")
        }
        return count
    }

    private static func sort(_ words: [String]) throws(NotImportable) -> [OutputFilter] {
        var options = Set<Character>()
        for word in words {
            switch word {
            case "--numeric-sort": options.insert("n")
            case "--reverse": options.insert("r")
            case "--unique": options.insert("u")
            case _ where word.count > 1 && word.hasPrefix("-") && word.dropFirst().allSatisfy("nru".contains):
                options.formUnion(word.dropFirst())
            default: throw NotImportable("sort \(word.singleLine(limit: 40)) is none of our filters")
            }
        }
        let sorted = OutputFilter.sort(numeric: options.contains("n"), reversed: options.contains("r"))
        return options.contains("u") ? [sorted, .uniq()] : [sorted]
    }

    private static func grep(_ words: [String], as program: String) throws(NotImportable) -> [OutputFilter] {
        let options = try GrepOptions(words, as: program)
        do throws(PatternError) {
            let grep = try Grep(
                options.pattern, isFixed: options.isFixed, isInverted: options.isInverted,
                ignoresCase: options.ignoresCase, before: options.before, after: options.after)
            return [.grep(grep)] + (options.most.map { [.head($0)] } ?? []) + (options.counts ? [.wcLines] : [])
        } catch {
            throw NotImportable(error.description)
        }
    }
}

/// Why something of a runbook becomes no row of a table; goes on from what it is about.
struct NotImportable: Error, Equatable {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}
