/// What becomes of Redis's password, which a collector names, where its command is run in a pod.
///
/// Whoever may write an alert rule may run a pod too, of any name in a namespace of their own: no label decides who gets a
/// password.
package enum PasswordHandOver: Sendable, Equatable {
    /// The command as it asks for the password, which its standard input brings.
    case asking([String])
    /// It is run as it is written; the sentence says why, and what to do.
    case withheld(because: String)
}

extension Collector {
    /// - Parameters:
    ///   - arguments: its command with the labels filled in.
    ///   - labels: those that were filled in.
    /// - Returns: `nil` where it takes no password by its standard input.
    package func passwordHandOver(to arguments: [String], about labels: Labels) -> PasswordHandOver? {
        guard variables.contains(ReadOnlySession.redisPassword), case .run(let command) = source,
            let end = ReadOnlySession.startOfRedis(inPod: arguments),
            let asking = ReadOnlySession.askingForPassword(arguments)
        else { return nil }
        // All in front of the inner command says which pod it is: context, namespace, pod, container.
        let chosen = command.words.prefix(end).flatMap(\.places).filter { place in
            place.defaultValue == nil || (try? place.value(from: labels)) != place.defaultValue
        }
        guard !chosen.isEmpty else { return .asking(asking) }
        let shown = Set(chosen.map { "\($0.name)=\(labels[$0.name] ?? "")" }).sorted().joined(separator: ", ")
        return .withheld(
            because: "\(name) is not given the password of \(ReadOnlySession.redisPassword), because the alert's label "
                + "\(shown) chose the pod; where that pod may have it, write it out in a collector of its own")
    }
}
