internal import IncidentCore

extension IncidentExplanation {
    /// For the terminal; what others wrote is on one line each.
    package var text: String {
        var lines = [
            "incident \(id): \(title): \(priority) by rule \"\(rule)\", \(status), \(standing)".singleLine(limit: 1000)
        ]
        if let silencedBy { lines.append("nobody is told: \(silencedBy)".singleLine(limit: 1000)) }
        lines += ["", "alerts"] + alerts.map { $0.text.singleLine(limit: 1500) }.map { "  \($0)" }
        if hiddenAlerts > 0 { lines.append("  and \(hiddenAlerts) more: responder incident alerts \(id)") }
        lines += ["", "who was told, and who was not"]
        for contact in contacts {
            lines.append("  \(contact.contact.singleLine(limit: 200))")
            lines += contact.methods.flatMap(\.lines).map { "    \($0.singleLine(limit: 1500))" }
        }
        lines += untold.map { "  \(Self.readable($0.at))  \($0.text)".trimmed }
        guard !next.isEmpty else { return (lines + ["", "nothing comes next"]).joined(separator: "\n") }
        lines += [
            "",
            status == IncidentStatus.resolved.rawValue
                ? "what comes next" : "what comes next, unless somebody takes it",
        ]
        lines += next.map { "  \($0.at.map(Self.readable) ?? "then")  \($0.text.singleLine(limit: 1000))" }
        return lines.joined(separator: "\n")
    }

    /// A time of JSON as people read it.
    fileprivate static func readable(_ time: String) -> String { Timestamp(rfc3339: time)?.readable ?? time }
}

extension String {
    /// In one line, with the blanks at its beginning kept.
    fileprivate var trimmed: String { prefix { $0 == " " } + singleLine(limit: 1000) }
}

extension IncidentExplanation.ExplainedAlert {
    fileprivate var text: String {
        let pairs = labels.pairs.filter { $0.name != "alertname" }.map { "\($0.name)=\($0.value)" }
        let place = pairs.isEmpty ? "" : " {\(pairs.joined(separator: ", "))}"
        let end = endedAt.map { " to \(IncidentExplanation.readable($0))" } ?? ""
        return "\(name)\(place): \(status) since \(IncidentExplanation.readable(since))\(end), \(priority) by rule "
            + "\"\(rule)\"; \(because)"
    }
}

extension IncidentExplanation.ExplainedMethod {
    fileprivate var lines: [String] {
        if let because { return ["\(method): \(because)"] }
        let behind = Set(messages.compactMap(\.waitsBehind))
        return messages.map { message in
            let name = behind.contains(message.id) ? ", message \(message.id)" : ""
            return "\(IncidentExplanation.readable(message.at))  \(method) (\(message.event)\(name)): \(message.text)"
        }
    }
}

extension IncidentExplanation.ExplainedMessage {
    fileprivate var text: String {
        let done = doneAt.map { " at \(IncidentExplanation.readable($0))" } ?? ""
        let behind = waitsBehind.map { ", waits behind message \($0)" }
        let again = nextAt.map { IncidentExplanation.readable($0) }
        let how =
            switch outcome {
            case .told: "told\(done)"
            case .spooled: "\(outcome.words)\(done)"
            case .held: outcome.words + (behind ?? again.map { ", until \($0)" } ?? "")
            case .owed: outcome.words + (behind ?? again.map { ", due since \($0)" } ?? "")
            case .repeated: outcome.words + (behind ?? again.map { " at \($0)" } ?? "")
            case .retried:
                "\(outcome.words), \(attempts) attempt\(attempts == 1 ? "" : "s")"
                    + (behind ?? again.map { ", again at \($0)" } ?? "")
            case .sending, .failed, .cancelled, .notTold: outcome.words
            }
        // What the first words say, and what the other side has said, is not said twice.
        var said = decision
        for words in ["not told: ", "\(how), "] where said.hasPrefix(words) { said.removeFirst(words.count) }
        let answer = evidence.map { said.contains($0) ? "" : " [\($0)]" } ?? ""
        return "\(how), for \(reason)" + (said.isEmpty ? "" : "; \(said)") + answer
    }
}
