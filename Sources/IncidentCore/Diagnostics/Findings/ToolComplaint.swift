internal import Patterns

/// What kubectl says when it could not print a log: words about the question, and not of what was asked about.
enum ToolComplaint {
    private static let pattern = Pattern.builtIn(
        #"^(?:[Ee]rror from server\b.*|Unable to connect to the server.*|The connection to the server .*"#
            + #"|[EFIW]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ (?:memcache|round_trippers|request|reflector)\.go.*"#
            + #"|command terminated with exit code \d+|Unauthorized|unable to retrieve container logs for .*"#
            + #"|failed to try resolving symlinks in path .*)$"#)

    static func isOne(_ line: some StringProtocol) -> Bool { !pattern.matches(in: String(line), limit: 1).isEmpty }

    /// Why it gave up, which it says last; before that a program may have logged the like.
    static func isLast(_ line: some StringProtocol) -> Bool { line.hasPrefix("error: ") || isOne(line) }
}

extension String {
    /// With empty lines in place of such complaints, so that each line keeps its number.
    var withoutComplaints: String {
        let lines = split(separator: "\n", omittingEmptySubsequences: false)
        let last = lines.lastIndex { !$0.isEmpty }
        return lines.indices.map { place -> Substring in
            let isComplaint = place == last ? ToolComplaint.isLast(lines[place]) : ToolComplaint.isOne(lines[place])
            return isComplaint ? "" : lines[place]
        }.joined(separator: "\n")
    }
}
