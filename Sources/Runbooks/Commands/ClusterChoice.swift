/// What makes kubectl and its like ask another cluster than the one in force: at a terminal all that stands below it is for
/// that one, and a collector asks that of the server's own kubeconfig.
enum ClusterChoice {
    /// Whether a line chooses one, for itself or for what follows.
    static func isMade(by line: ShellLine) -> Bool { line.pipelines.flatMap(\.commands).contains { chooses($0) } }

    /// Whether it would ask the one that has been chosen.
    static func isHeeded(by line: ShellLine) -> Bool {
        line.pipelines.flatMap(\.commands).flatMap(\.words).contains { programs.contains($0.literal ?? "") }
    }

    private static let programs: Set = [
        "kubectl", "oc", "helm", "istioctl", "velero", "linkerd", "virtctl", "cmctl", "flux", "stern", "k9s",
    ]

    private static func chooses(_ command: ShellCommand) -> Bool {
        let words = command.words.drop { $0.literal == "sudo" }
        let literals = words.map { $0.literal ?? "" }
        let program = literals.first ?? ""
        let sets = ["export", "env", "declare", "typeset"].contains(program)
        if (command.assignments + (sets ? Array(words) : [])).contains(where: isKubeconfig(_:)) { return true }
        switch program {
        case "unset": return literals.contains("KUBECONFIG")
        case "kubectl", "oc":
            if program == "oc", literals.contains("login") { return true }
            return CommandHabits.verb(of: Array(words)) == "config"
                && !Set(literals).isDisjoint(with: ["use-context", "use"])
        case "kubectx": return literals.count > 1 && !["-c", "--current", "-h", "--help"].contains(literals[1])
        case "aws": return literals.contains("update-kubeconfig")
        case "gcloud", "az": return literals.contains("get-credentials")
        case "eksctl": return literals.contains("write-kubeconfig")
        default: return false
        }
    }

    private static func isKubeconfig(_ word: ShellWord) -> Bool {
        if case .literal(let text, _)? = word.parts.first { text.hasPrefix("KUBECONFIG=") } else { false }
    }
}
