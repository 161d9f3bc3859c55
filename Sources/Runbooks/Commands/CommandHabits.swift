/// What people do at a terminal and a collector cannot.
enum CommandHabits {
    /// `kubectl exec -it` without the terminal that nobody would sit at.
    static func withoutTerminal(_ words: [ShellWord]) -> [ShellWord] {
        guard isKubectl(words), verb(of: words) == "exec" else { return words }
        let end = words.firstIndex { $0.literal == "--" } ?? words.endIndex
        let terminal = ["-it", "-ti", "-i", "-t", "--stdin", "--tty", "--stdin=true", "--tty=true"]
        return words[..<end].filter { !terminal.contains($0.literal ?? "") } + words[end...]
    }

    /// Why a command is for a person although it may change nothing; `nil` when nothing of that kind is known.
    static func reason(_ words: [ShellWord]) -> String? {
        let literals = words.map { $0.literal ?? "" }
        if literals[0] == "watch" { return "is repeated until somebody stops it" }
        if literals[0] == "tail", literals.contains("-f") { return "follows a file, and does not end" }
        guard isKubectl(words) else { return nil }
        let own = literals.prefix { $0 != "--" }
        let inner = literals.dropFirst(own.count + 1)
        switch verb(of: words) {
        case "port-forward", "proxy", "attach": return "stays open until somebody stops it"
        case "edit": return "opens an editor"
        case "logs" where own.contains("-f") || own.contains("--follow"): return "follows a log, and does not end"
        case "get" where !["-w", "--watch", "--watch-only"].allSatisfy({ !own.contains($0) }):
            return "watches, and does not end"
        case "exec" where inner.count == 1 && shells.contains(inner.first.map(lastName) ?? ""):
            return "opens a shell for a person"
        default: return nil
        }
    }

    private static let shells = ["sh", "bash", "ash", "zsh"]

    private static func lastName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    private static func isKubectl(_ words: [ShellWord]) -> Bool {
        ["kubectl", "oc"].contains(words.first?.literal ?? "")
    }

    /// The first word that is no option, nor the value of one that stands before the verb.
    static func verb(of words: [ShellWord]) -> String? {
        var index = 1
        while index < words.count {
            guard let word = words[index].literal, word.hasPrefix("-") else { return words[index].literal }
            index += word.contains("=") ? 1 : 2
        }
        return nil
    }
}
