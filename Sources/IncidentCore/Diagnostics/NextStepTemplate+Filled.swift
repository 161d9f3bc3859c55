extension NextStepTemplate {
    /// The step for an incident, its command quoted as a person would type it into a shell.
    ///
    /// A label that cannot be bound stands as `<name>`: a person must not be handed a command that an alert has
    /// written. No type of a label lets in what a shell would see anything in.
    package func filled(from labels: Labels) -> NextStep {
        let words = command.map { word in
            let shown = word.shown(from: labels) { "<\($0)>" }
            return isForShell ? shown : shown.quotedForShell()
        }
        return NextStep(
            procedure: procedure, title: title, command: words.isEmpty ? nil : words.joined(separator: " "))
    }

    /// What the command would change by its defaults, because the alert does not say it.
    func guessedNames(for labels: Labels) -> [String] {
        command.flatMap(\.places).compactMap { place in
            Self.naming.contains(place.name) && (labels[place.name] ?? "").isEmpty ? place.defaultValue : nil
        }
    }

    private static let naming: Set = [
        "deployment", "app", "statefulset", "daemonset", "replicaset", "service", "pod", "workload", "component",
        "cronjob",
        "job_name", "helm_release",
    ]
}
