internal import Patterns

/// What the tools that collectors run say when they could not do it: words about the question, and not of what was asked about.
enum ToolComplaint {
    private static let pattern = Pattern.builtIn(
        #"^(?:error: .*|[Ee]rror from server\b.*|Unable to connect to the server.*|The connection to the server .*"#
            + #"|[EFIW]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ (?:memcache|round_trippers|request|reflector)\.go.*"#
            + #"|command terminated with exit code \d+|Unauthorized|unable to retrieve container logs for .*"#
            + #"|failed to try resolving symlinks in path .*|psql: (?:error|FATAL): .*|pg_isready: error: .*"#
            + #"|Could not connect to Redis.*|Error while executing .*command.*)$"#)

    static func isOne(_ line: some StringProtocol) -> Bool { !pattern.matches(in: String(line), limit: 1).isEmpty }
}

extension String {
    /// With empty lines in place of such complaints, so that each line keeps its number.
    var withoutComplaints: String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { ToolComplaint.isOne($0) ? "" : $0 }.joined(separator: "\n")
    }
}
