extension NextStepTemplate {
    /// The step for an incident, its command quoted as a person would type it into a shell.
    ///
    /// A label that cannot be bound stands as `<name>`: a person must not be handed a command that an alert has
    /// written.
    package func filled(from labels: Labels) -> NextStep {
        let words = command.map { $0.shown(from: labels) { "<\($0)>" }.quotedForShell() }
        return NextStep(
            procedure: procedure, title: title, command: words.isEmpty ? nil : words.joined(separator: " "))
    }
}
