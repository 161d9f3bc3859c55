internal import ArgumentParser
internal import IncidentCore

/// A word where the name of a subcommand is expected. The parser would take it for an argument, and speak of the first option
/// behind it, which the command that was meant has and this one has not.
enum WrongSubcommand {
    /// What is wrong, in words for people; `nil` where it is left to the parser.
    ///
    /// - Parameter arguments: without the program's own name.
    static func problem(in arguments: [String], of root: any ParsableCommand.Type) -> String? {
        var command: any ParsableCommand.Type = root
        var path: [String] = [root._commandName]
        for word in arguments {
            let configuration = command.configuration
            guard !configuration.subcommands.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            if let next = configuration.subcommands.first(where: { $0.names.contains(word) }) {
                command = next
                path.append(next._commandName)
                continue
            }
            let known = configuration.subcommands.filter { $0.configuration.shouldDisplay }
            let meant = nearest(to: word, in: known.flatMap { $0.names })
            // What a command without a name would do may take words.
            if meant == nil, configuration.defaultSubcommand != nil { return nil }
            let place = path.joined(separator: " ")
            let all = "; its commands: \(known.map { $0._commandName }.joined(separator: ", "))"
            return "\"\(word.singleLine(limit: 40))\" is no command of \"\(place)\"\(meant ?? all)"
        }
        return nil
    }
}

extension ParsableCommand {
    fileprivate static var names: [String] { [_commandName] + configuration.aliases }
}
