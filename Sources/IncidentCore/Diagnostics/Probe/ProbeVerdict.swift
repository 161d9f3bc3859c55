/// What is known of a collector before it is needed.
package enum ProbeVerdict: Sendable, Equatable {
    case works
    /// Why not, and what to do about it.
    case cannotWork(String, advice: String)
    /// Why that cannot be told.
    case unknown(String)
}

extension CollectorProbe {
    /// What the answer to it means.
    ///
    /// - Parameters:
    ///   - output: both outputs of the tool, redacted.
    ///   - limit: the time that it had.
    package func verdict(_ outcome: CollectorOutcome, output: String, limit: Duration) -> ProbeVerdict {
        let lines = output.split(whereSeparator: \.isNewline).map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
        let last = lines.last ?? "no output"
        switch outcome {
        case .missing:
            return .cannotWork(last, advice: "install it where the server runs, or add its folder to the server's PATH")
        case .notBound: return .unknown(last)
        case .timedOut:
            return .cannotWork(
                "no answer within \(limit.wholeMilliseconds / 1000) s",
                advice: "see whether a firewall drops what is sent there, and whether the address is right")
        case .succeeded:
            switch kind {
            case .permission where last != "yes": return .unknown("kubectl answers \"\(last)\"")
            // Its exit status is 0, whatever Redis answers.
            // It answers, and refuses what the collector would see.
            case .http where lines.contains { $0.hasPrefix("status ") && ["401", "403"].contains($0.suffix(3)) }:
                return .cannotWork(
                    "\(Self.loginFails): \(lines[0])",
                    advice: unsetAdvice ?? "give it token, or username and password, in the table")
            case .redis where !lines.contains("PONG"): return reading(lines)
            default: return .works
            }
        case .failed:
            if kind == .permission {
                if last == "no" || last.hasPrefix("no - ") {
                    let asked = words.drop { $0 != "can-i" }.dropFirst().joined(separator: " ")
                    return .cannotWork(
                        "the cluster does not allow it: \(asked)",
                        advice: "give the account of the kubeconfig a Role or ClusterRole with that verb and resource")
                }
                if last.contains("selfsubjectaccessreviews") { return .unknown("may not ask what it may: \(last)") }
            }
            if kind == .ready, last.hasSuffix("no response") {
                return .cannotWork(
                    "\(last): the connection is refused or the name does not resolve, which pg_isready does not tell",
                    advice: "see whether PostgreSQL listens there, and whether host and port are right")
            }
            return reading(lines)
        }
    }

    /// The table says where the login comes from, and nothing is there.
    private var unsetAdvice: String? {
        unsetVariables.isEmpty
            ? nil
            : "set \(unsetVariables.joined(separator: " and ")), which the table names, in the server's environment"
    }

    private func reading(_ lines: [String]) -> ProbeVerdict {
        for sign in Self.signs {
            guard let line = lines.last(where: { line in sign.texts.contains { line.contains($0) } }) else { continue }
            let advice = sign.meaning == Self.loginFails ? unsetAdvice : nil
            return .cannotWork("\(sign.meaning): \(line)", advice: advice ?? sign.advice)
        }
        return .cannotWork(
            "it fails: \(lines.last ?? "no output")", advice: "run it by hand as the server's user to see more")
    }

    private static let loginFails = "the login fails"

    /// Where several fit the first counts.
    private static let signs: [(texts: [String], meaning: String, advice: String)] = [
        (
            ["localhost:8080 was refused"], "kubectl has no kubeconfig and asks localhost",
            "set KUBECONFIG in the server's environment, or run the server in the cluster with a service account"
        ),
        (
            ["error loading config file", "invalid configuration", "no configuration has been provided"],
            "the kubeconfig cannot be read", "mend the file that KUBECONFIG names"
        ),
        (["context \""], "the kubeconfig has no such context", "see kubectl config get-contexts"),
        (
            [
                "no such host", "could not translate host name", "Name or service not known",
                "Temporary failure in name resolution", "No resolvable bootstrap urls",
                "Could not resolve host",
            ],
            "the name does not resolve", "see whether the host is spelled right and the name server here knows it"
        ),
        (
            [
                "password authentication failed", "no password supplied", "WRONGPASS", "NOAUTH", "NOPERM",
                "You must be logged in", "Unauthorized", "no pg_hba.conf entry", "invalid password",
                "answer is none of Prometheus: 401", "answer is none of Prometheus: 403", "Prometheus answers 401",
            ],
            loginFails,
            "give the server the right credentials: PGPASSFILE, REDISCLI_AUTH and environment: [REDISCLI_AUTH] in "
                + "the table, a kubeconfig in force, or a token in endpoints.yaml"
        ),
        (
            ["certificate not trusted"], "its certificate is not trusted",
            "see until when it holds and who signed it; ca_file in the table names an authority of your own"
        ),
        (
            ["which is asked only where the address"], "its name leads to where none should",
            "write localhost, or the address itself, if that is meant"
        ),
        (["FATAL:"], "PostgreSQL does not let it in", "see whether user and database are right"),
        (
            ["onnection refused", "was refused", "could not be established", "Failed to connect to"],
            "the connection is refused",
            "see whether it runs, and whether host and port are right"
        ),
        (
            ["i/o timeout", "timeout expired", "timed out", "TimeoutException"], "no answer",
            "see whether a firewall is between"
        ),
        (
            ["executable file not found", "error executing command in container"],
            "the container has no such program", "name one that the image has, or ask from outside the pod"
        ),
        (["(NotFound)"], "there is no such object", "correct its name in the table"),
        (["(Forbidden)"], "the cluster does not allow it", "give the account of the kubeconfig a Role for it"),
    ]
}
