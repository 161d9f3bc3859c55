internal import IncidentCore
package import IncidentEngine

/// How a contact was reached by each of its ways, as the JSON API and `--output json` show it.
package struct ContactTestView: Encodable, Sendable {
    let role: String
    /// Who was tested: of a role that a rota fills the person who is on call.
    let contact: String
    /// Whose tables and credentials were tried.
    let triedBy: Tester
    /// Whether every way that was tried has taken its message.
    let reached: Bool
    let results: [Result]

    enum CodingKeys: String, CodingKey {
        case role, contact, reached, results
        case triedBy = "tried_by"
    }

    package enum Tester: String, Encodable, Sendable {
        case server, command
    }

    struct Result: Encodable, Sendable {
        let method: String
        /// `sent`, `retryable`, `permanent`, `unknown`, or `spooled` where nothing was sent for want of credentials.
        let outcome: String
        /// The other side's answer.
        @Explicit var evidence: String?
        let durationMilliseconds: Int64
        /// The answer to what closed it again, where the other side keeps it open.
        @Explicit var closed: String?
        /// All of it in one line.
        let text: String

        enum CodingKeys: String, CodingKey {
            case method, outcome, evidence, closed, text
            case durationMilliseconds = "duration_ms"
        }
    }

    package init(_ test: ContactTest, by tester: Tester = .server) {
        triedBy = tester
        (role, contact, reached) = (test.role, test.contact, test.isReached)
        results = test.results.map { result in
            Result(
                method: result.method.text, outcome: result.outcome?.verdict.rawValue ?? "spooled",
                evidence: result.outcome?.evidence, durationMilliseconds: result.took.wholeMilliseconds,
                closed: result.closing.map { "\($0.verdict.rawValue): \($0.evidence)" }, text: result.words)
        }
    }
}
