internal import Patterns

/// Where in a command that the operator answers for (`trusted: true`) labels may stand.
///
/// What runs, and where, is the table's to say. Of a program that runs what its arguments hold (a shell, an interpreter, what
/// starts another program, here or on another machine) a label may therefore stand only behind what is run: of
/// `python3 report.py NAME` in NAME, of `ssh HOST df PATH` in PATH. And no label chooses whom a URL asks.
package enum TrustedCommand {
    /// - Parameter words: program and arguments.
    /// - Returns: why it may not run, or `nil`.
    package static func refusal(of words: [ArgumentTemplate]) -> String? {
        for word in words.dropFirst() where choosesServer(word) {
            return
                "\"\(word.text)\" takes from a label who is asked; write the server out, only what follows its name may be a label"
        }
        var rest = words[...]
        while let word = rest.popFirst(), rest.contains(where: \.holdsPlace) {
            let program = String(word.text.split(separator: "/").last ?? "")
            guard let kind = kinds.first(where: { $0.names.matchesWhole(program) }) else { return nil }
            if kind.isClient { return refusal(ofServerIn: rest, of: program) }
            if let verbs = kind.verbs, !rest.contains(where: { verbs.contains($0.text) }) { return nil }
            guard let end = written(rest, kind) else {
                return
                    "\"\(program)\" runs what its arguments say, and one of them comes from a label; a label may stand only behind "
                    + "\(kind.example) that is written out (no option right in front of it), or in a program's own arguments"
            }
            if !kind.startsAnother { return nil }
            rest = rest[end...]
        }
        return nil
    }

    /// Where the written-out words end that say what is run: of what starts another program it is the last of them.
    ///
    /// An argument behind an option may be the option's value, and counts for nothing unless it is such a program itself.
    private static func written(_ words: ArraySlice<ArgumentTemplate>, _ kind: Kind) -> Int? {
        var missing = kind.count
        var previous = ""
        for (index, word) in zip(words.indices, words) {
            let text = word.text
            if word.holdsPlace { return nil }
            let mayBeValue =
                previous.hasPrefix("-") && previous != "--"
                && (kind.startsAnother || !plainOptions.matchesWhole(previous))
            previous = text
            if text.hasPrefix("-") || kind.startsAnother && text.contains("=") { continue }
            if mayBeValue {
                if kind.startsAnother, kind.verbs == nil, kinds.contains(where: { $0.names.matchesWhole(text) }) {
                    return index
                }
                continue
            }
            // Up to the word by which it runs something.
            if missing == kind.count, let verbs = kind.verbs, !verbs.contains(text) { continue }
            missing -= 1
            if missing == 0 { return kind.startsAnother ? index : index + 1 }
        }
        return nil
    }

    /// Options of interpreters that have no value, or whose value is the script.
    private static let plainOptions = Pattern.builtIn("-[uvwx]+|-m|-jar")

    /// A place in front of a URL's path.
    private static func choosesServer(_ word: ArgumentTemplate) -> Bool {
        let read = word.marked
        guard let start = read.firstRange(of: "://") else { return false }
        return read[..<start.lowerBound].holdsLabel
            || read[start.upperBound...].prefix { !"/?#".contains($0) }.holdsLabel
    }

    /// What such a client may take for a server's name, and a value that says whom else it asks.
    private static func refusal(ofServerIn words: ArraySlice<ArgumentTemplate>, of program: String) -> String? {
        var previous = ""
        for word in words {
            let read = word.marked
            let beforeFirst = read.prefix { $0 != ReadOnlyGrammar.label }
            let mayBeServer = !beforeFirst.contains { "/?#=: ".contains($0) } || beforeFirst.hasPrefix("-")
            if word.holdsPlace, mayBeServer || serverOptions.matchesWhole(previous) {
                return
                    "\"\(word.text)\" may say whom \"\(program)\" asks, and comes from a label; write the server out, "
                    + "only what follows its name, or a value such as \"team={label:team}\", may hold a label"
            }
            previous = read
        }
        return nil
    }

    private static let serverOptions = Pattern.builtIn("-x|--[a-z0-9-]*(url|proxy|connect|resolve|socks)[a-z0-9-]*")

    private struct Kind {
        let names: Pattern
        /// How many written-out words say what is run.
        var count = 1
        var startsAnother = false
        /// Only with one of these it runs something.
        var verbs: Set<String>?
        /// It asks the server that an argument names.
        var isClient = false
        var example = "a script"

        init(
            _ names: String, count: Int = 1, startsAnother: Bool = false, verbs: Set<String>? = nil,
            isClient: Bool = false, example: String = "a script"
        ) {
            self.names = Pattern.builtIn(names)
            (self.count, self.startsAnother, self.verbs) = (count, startsAnother, verbs)
            (self.isClient, self.example) = (isClient, example)
        }
    }

    private static let kinds = [
        Kind(
            "(ba|da|z|k|mk|c|tc|fi|a)?sh|(python|pypy|perl|ruby|node|nodejs|php|lua|luajit|tclsh|wish|expect|guile)[0-9.]*|deno|bun"
                + "|Rscript|R|pwsh|java|jshell|groovy|osascript|[gmn]?awk|g?sed|ed|ex|vim?|emacs|make|m4"),
        Kind(
            "env|sudo|doas|su|runuser|nice|ionice|chrt|nohup|setsid|stdbuf|time|xargs|parallel|watch|strace|ltrace|busybox|toybox"
                + "|systemd-run|unshare|nsenter|setpriv|exec|command|eval|script|prlimit|sshpass",
            startsAnother: true, example: "the program"),
        Kind("timeout|flock|chroot|taskset|numactl|setarch", count: 2, startsAnother: true, example: "the program"),
        Kind("ssh|autossh|rsh|mosh|dbclient", count: 2, startsAnother: true, example: "host and command"),
        Kind(
            "docker|podman|nerdctl|crictl|ctr|lxc|oc|machinectl|flatpak|nomad|vagrant", count: 3, startsAnother: true,
            verbs: ["exec", "run", "shell", "rsh", "ssh"], example: "container and command"),
        Kind("curl|wget2?|https?|xh|nc|ncat|netcat|socat|telnet", isClient: true),
    ]
}

extension ArgumentTemplate {
    fileprivate var holdsPlace: Bool { !places.isEmpty }

    /// The text with a mark for each place.
    fileprivate var marked: String {
        parts.reduce(into: "") { text, part in
            switch part {
            case .literal(let literal): text += literal
            case .label: text.append(ReadOnlyGrammar.label)
            }
        }
    }
}
