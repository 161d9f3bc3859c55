internal import IncidentCore

extension IncidentExplanation {
    /// For the terminal; what others wrote is on one line each.
    package var text: String {
        var lines = [
            "incident \(id): \(title): \(priority) by rule \"\(rule)\", \(status), \(standing)".singleLine(limit: 1000)
        ]
        if let silencedBy { lines.append("nobody is told: \(silencedBy)".singleLine(limit: 1000)) }
        lines += ["", "why \(priority)"] + classification.lines.map { "  \($0)".trimmed }
        lines += ["", "which policy"] + policies.flatMap(\.lines).map { "  \($0)".trimmed }
        if policies.isEmpty { lines.append("  \(noPolicyWords)") }
        lines += ["", "alerts"] + alerts.map { $0.text.singleLine(limit: 1500) }.map { "  \($0)" }
        if hiddenAlerts > 0 { lines.append("  and \(hiddenAlerts) more: responder incident alerts \(id)") }
        lines += ["", "who was told, and who was not"]
        for contact in contacts {
            lines.append("  \(contact.contact.singleLine(limit: 200))")
            lines += contact.methods.flatMap(\.lines).map { "    \($0.singleLine(limit: 1500))" }
        }
        lines += untold.map { "  \(Self.readable($0.at))  \($0.text)".trimmed }
        guard !next.isEmpty else { return (lines + ["", "nothing comes next"]).joined(separator: "\n") }
        lines += ["", nextHeading]
        lines += next.map { "  \($0.at.map(Self.readable) ?? "then")  \($0.text.singleLine(limit: 1000))" }
        return lines.joined(separator: "\n")
    }

    private var noPolicyWords: String {
        classification.standing == nil
            ? "none has begun; which would cover it is not known, as the tables cannot be read"
            : "no policy covers this incident: nobody is told"
    }

    /// What stands above that which comes next.
    package var nextHeading: String {
        switch IncidentStatus(rawValue: status) {
        case .acknowledged?: "what comes next, unless somebody renews it or takes it over"
        case .resolved?: "what comes next"
        case .triggered?, nil: "what comes next, unless somebody takes it"
        }
    }

    /// A time of JSON as people read it.
    static func readable(_ time: String) -> String { Timestamp(rfc3339: time)?.readable ?? time }
}

extension String {
    /// In one line, with the blanks at its beginning kept.
    fileprivate var trimmed: String { prefix { $0 == " " } + singleLine(limit: 1000) }
}

extension IncidentExplanation.ExplainedClassification {
    fileprivate var lines: [String] {
        ["rule \"\(rule)\": \(because)"] + held.map { "  \($0.words)" } + (today?.lines ?? [])
    }
}

extension IncidentExplanation.ExplainedVerdict {
    fileprivate var lines: [String] {
        ["by the tables in force it would be \(priority) by rule \"\(rule)\": \(because)"]
            + held.map { "  \($0.words)" }
    }
}

extension IncidentExplanation.ExplainedPolicy {
    fileprivate var lines: [String] {
        ["policy \"\(name)\": \(because)"] + held.map { "  \($0.words)" } + ["  \(standing)"]
    }
}

extension IncidentExplanation.ExplainedAlert {
    fileprivate var text: String {
        let pairs = labels.pairs.filter { $0.name != "alertname" }.map { "\($0.name)=\($0.value)" }
        let place = pairs.isEmpty ? "" : " {\(pairs.joined(separator: ", "))}"
        let end = endedAt.map { " to \(IncidentExplanation.readable($0))" } ?? ""
        let today = classification.today.map { " (\($0.priority) by rule \"\($0.rule)\" by the tables in force)" } ?? ""
        return "\(name)\(place): \(status) since \(IncidentExplanation.readable(since))\(end), \(priority) by rule "
            + "\"\(rule)\"\(today); \(because)"
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
    /// What became of it, why, and what the other side said:
    /// `told at …, for step 1 of policy "critical" [202 accepted]`.
    fileprivate var text: String { "\(how), \(why)" + (answer.map { " [\($0)]" } ?? "") }

    /// What became of it, and when: `told at 2026-11-23 08:30:02 UTC`; begins with the outcome's words.
    package var how: String {
        let done = doneAt.map { " at \(IncidentExplanation.readable($0))" } ?? ""
        let behind = waitsBehind.map { ", waits behind message \($0)" }
        let again = nextAt.map { IncidentExplanation.readable($0) }
        return switch outcome {
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
    }

    /// What wanted it told, and what was decided of it: `for step 1 of policy "critical"; at once`.
    package var why: String { said.isEmpty ? wanted : "\(wanted); \(said)" }

    /// The reason as it goes on after what became of the message.
    private var wanted: String {
        if reason.isEmpty { return "for a reason that was not kept" }
        if reason.hasPrefix("because ") { return reason }
        if reason.hasPrefix("step ") || reason.hasPrefix("last resort of ") { return "for \(reason)" }
        if reason == Telling.toldBefore { return "as this contact was \(reason)" }
        if reason == Telling.hadItBefore { return "as this contact \(reason)" }
        return "because: \(reason)"
    }

    /// What the other side has said, where that is not said already.
    package var answer: String? { evidence.flatMap { said.contains($0) ? nil : $0 } }

    private static let heldUntil = "held until "

    /// The decision without what the first words say.
    private var said: String {
        var said = decision
        for words in ["not told: ", "\(how), "] where said.hasPrefix(words) { said.removeFirst(words.count) }
        guard outcome != .held, said.hasPrefix(Self.heldUntil) else { return said }
        // It may have gone out before: what it waited for came sooner.
        let (until, diagnostics) = (said.dropFirst(Self.heldUntil.count), " for diagnostics")
        return until.hasSuffix(diagnostics)
            ? "was held\(diagnostics), until \(until.dropLast(diagnostics.count)) at the latest" : "was \(said)"
    }
}
