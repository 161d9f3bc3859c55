extension HTTPQuestion {
    /// So much of a body is read. An artifact of a longer one has one byte more, however long it is.
    package static let bodyLimitBytes = 1 << 20

    /// `answered 503`, `no answer`, `no answer within its time limit`.
    ///
    /// - Parameters:
    ///   - command: what was asked, as an artifact keeps it, in one line.
    ///   - output: its beginning at least.
    /// - Returns: `nil` where nothing was asked by HTTP.
    package static func answerWords(
        _ outcome: CollectorOutcome, after duration: Duration, command: String, output: String
    ) -> String? {
        guard Method.allCases.contains(where: { command.hasPrefix("http \($0.rawValue) ") }) else { return nil }
        switch outcome {
        case .succeeded:
            // Filters may have taken the line.
            let line = output.prefix { $0 != "\n" }.split(separator: " ")
            return line.count == 2 && line[0] == "status" ? "answered \(line[1])" : "answered"
        case .failed: return outcome.isUnasked(after: duration) ? nil : "no answer"
        case .timedOut: return "no answer within its time limit"
        case .missing, .notBound: return nil
        }
    }

    /// `312 bytes`, and of a body of which no more was read `more than 1048576 bytes`.
    package static func byteWords(_ bytes: Int, command: String) -> String {
        hasMore(than: bytes, command: command) ? "more than \(bodyLimitBytes) bytes" : "\(bytes) bytes"
    }

    /// Whether not all of a body was read.
    package static func hasMore(than bytes: Int, command: String) -> Bool {
        command.hasPrefix("http ") && bytes > bodyLimitBytes
    }
}
