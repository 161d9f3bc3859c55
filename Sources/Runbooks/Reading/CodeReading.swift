internal import IncidentCore
internal import Markdown
internal import Patterns

/// What stands in a block of code: commands, and lines that are none.
struct CodeReading {
    struct Statement {
        /// In the runbook.
        let lines: [Int]
        let kind: ShellScript.Statement.Kind

        var isCommand: Bool { if case .comment = kind { false } else { true } }
    }

    private(set) var statements: [Statement] = []
    /// The other lines, by number, with why they are no commands.
    private(set) var others: [Int: String] = [:]

    init(_ code: MarkdownCode) {
        let numbered = code.lines.enumerated().map { (number: code.firstLine + $0, text: $1) }
        if code.isFenced, !code.isClosed {
            let reason = "the fence of line \(code.firstLine - 1) is not closed, so nothing says what is code"
            for line in numbered { others[line.number] = reason }
        } else if !Self.shells.contains(code.language), !Self.plain.contains(code.language) {
            for line in numbered { others[line.number] = "a block of \(code.language.singleLine(limit: 40))" }
        } else if numbered.contains(where: { Self.prompt.matches($0.text) }) {
            readGroups(numbered, otherwise: "what a command has printed") { line in
                Self.afterPrompt(line) ?? (KnownPrograms.begins(line) ? line : nil)
            }
        } else if Self.shells.contains(code.language) {
            read(numbered)
        } else {
            readGroups(numbered, otherwise: "no program that is known, in a block that says no language") {
                KnownPrograms.begins($0) ? $0 : nil
            }
        }
    }

    private static let shells: Set = [
        "bash", "sh", "shell", "zsh", "ksh", "console", "terminal", "shell-session", "shellsession", "sh-session",
        "bash-session", "shellscript",
    ]
    private static let plain: Set = ["", "text", "txt", "plaintext", "plain", "none", "output"]
    /// `$`, `user@host:~$` or `[root@host ~]#`.
    private static let sign = #"^\s*(?:\[?[\w.-]+@[^$#%]{1,60}[$#%]|[$%])\s+"#
    private static let prompt = Pattern.builtIn(sign + #"\S"#)
    private static let promptAlone = Pattern.builtIn(sign)

    private static func afterPrompt(_ line: String) -> String? {
        prompt.matches(line) ? promptAlone.replacing(in: line) { _ in "" } : nil
    }

    /// Only the lines of which `command` makes a command, each with those that it goes on to.
    private mutating func readGroups(
        _ lines: [(number: Int, text: String)], otherwise reason: String, _ command: (String) -> String?
    ) {
        var group: [(number: Int, text: String)] = []
        for line in lines {
            if let last = group.last, last.text.hasSuffix("\\") {
                group.append(line)
            } else {
                read(group)
                group = []
                if let text = command(line.text) {
                    group = [(line.number, text)]
                } else if !line.text.allSatisfy(\.isWhitespace) {
                    others[line.number] = reason
                }
            }
        }
        read(group)
    }

    private mutating func read(_ lines: [(number: Int, text: String)]) {
        guard let first = lines.first?.number else { return }
        for statement in ShellScript(lines.map(\.text).joined(separator: "\n")).statements {
            let numbers = statement.lines.map { first + $0 }
            let text = statement.lines.compactMap { lines.indices.contains($0) ? lines[$0].text : nil }
            if case .commands = statement.kind, let text = text.first, Self.looksPrinted(text) {
                for number in numbers { others[number] = "columns, as a command prints them" }
            } else {
                statements.append(Statement(lines: numbers, kind: statement.kind))
            }
        }
    }

    private static let columns = Pattern.builtIn(#"^\S+(?: \S+)*\s{3,}\S.*\s{3,}\S"#)

    private static func looksPrinted(_ line: String) -> Bool { columns.matches(line) && !KnownPrograms.begins(line) }
}

/// Programs that runbooks name, by which a command is told from other text.
enum KnownPrograms {
    private static let names: Set = [
        "kubectl", "oc", "helm", "psql", "pg_isready", "pg_dump", "pg_restore", "redis-cli", "kafka-consumer-groups",
        "kafka-consumer-groups.sh", "kafka-topics", "kafka-topics.sh", "docker", "podman", "crictl", "ctr",
        "systemctl", "journalctl", "curl", "wget", "ssh", "scp", "aws", "gcloud", "gsutil", "az", "eksctl", "terraform",
        "ansible", "ansible-playbook", "git", "mysql", "mongo", "mongosh", "etcdctl", "ceph", "rabbitmqctl", "nodetool",
        "vault", "consul", "nomad", "istioctl", "argocd", "flux", "kubeadm", "kubectx", "amtool", "promtool",
        "cmctl", "openssl", "nslookup", "dig", "sudo", "virtctl", "linkerd", "velero", "patronictl", "pgbackrest",
    ]

    /// Whether a line begins with one, or with what says where such a program asks.
    static func begins(_ line: String) -> Bool {
        let words = line.split(separator: " ", maxSplits: 2)
        guard let first = words.first else { return false }
        let assigned = first == "export" && words.count > 1 ? words[1] : first
        return names.contains(String(first)) || assigned.hasPrefix("KUBECONFIG=")
    }
}
