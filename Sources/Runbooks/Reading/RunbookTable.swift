internal import IncidentCore
internal import Markdown

/// A table of a runbook by what its header says it holds.
enum RunbookTable {
    case contacts(role: Int, address: Int, paths: [Int])
    case alerts(name: Int, level: Int)
    case severities(level: Int, time: Int?, meaning: Int?)
    case thresholds(metric: Int, values: [Int], action: Int?)

    /// - Returns: `nil` for a table of something else.
    init?(_ header: MarkdownTable.Row) {
        let names = header.cells.map { $0.plain.lowercased() }
        func column(_ words: String...) -> Int? {
            for word in words { if let index = names.firstIndex(where: { $0.contains(word) }) { return index } }
            return nil
        }
        let level = column("severity", "priority", "level", "sev")
        if let role = column("role", "team", "name", "who", "person", "function"),
            let address = column("e-mail", "email", "mail", "contact", "address"), role != address
        {
            let paths = names.indices.filter { index in
                index != role && index != address
                    && ["escalation", "path", "channel", "method", "slack", "pager", "reach"].contains {
                        names[index].contains($0)
                    }
            }
            self = .contacts(role: role, address: address, paths: paths)
        } else if let name = column("alert"), let level, name != level {
            self = .alerts(name: name, level: level)
        } else if let metric = column("metric", "indicator", "signal", "measure", "sli", "alert"),
            case let values = names.indices.filter({ index in
                index != metric
                    && ["threshold", "warn", "critical", "limit"].contains { names[index].contains($0) }
            }), !values.isEmpty
        {
            self = .thresholds(metric: metric, values: values, action: column("action", "what to do", "response"))
        } else if let level, names.count > 1 {
            let time = column("respon", "ack", "sla", "time", "target", "within").flatMap { $0 == level ? nil : $0 }
            let meaning = column("description", "meaning", "definition", "impact", "criteria", "example")
            guard time != nil || meaning != nil else { return nil }
            self = .severities(level: level, time: time, meaning: meaning)
        } else {
            return nil
        }
    }
}

/// How a runbook says that somebody is reached.
struct EscalationPath {
    private(set) var methods: [String] = []
    /// What no table can hold, such as a telephone number.
    private(set) var left: [String] = []

    init(_ cells: [String], own address: String) {
        for cell in cells { for part in Self.parts(cell) { add(part, own: address) } }
        // Who is not reached by a pager or a channel has a mail address too.
        if !methods.contains(where: { $0.hasPrefix("email") }) { methods.append("email") }
    }

    private static func parts(_ cell: String) -> [String] {
        var text = cell
        for word in [" then ", " or ", " and ", "->", "→", ";", "/"] {
            text = text.split(separator: word, omittingEmptySubsequences: false).joined(separator: ",")
        }
        let parts = text.split(separator: ",").map { $0.trimmingBlanks() }
        return parts.map { $0.hasPrefix("then ") ? String($0.dropFirst("then ".count)) : $0 }.filter {
            !["", "-", "—"].contains($0)
        }
    }

    private mutating func add(_ part: String, own address: String) {
        let words = part.split { $0.isWhitespace || "()<>".contains($0) }.map(String.init)
        let lowered = part.lowercased()
        if let mail = words.first(where: { $0.contains("@") && MailAddress.problem(in: $0) == nil }) {
            append(mail == address ? "email" : "email \(mail)")
        } else if let channel = words.first(where: Self.isChannel) {
            append("slack \(channel)")
        } else if lowered.contains("pagerduty") || lowered.contains("pager duty") {
            append("pagerduty")
        } else if ["direct", "email", "e-mail", "mail"].contains(where: lowered.hasPrefix) {
            append("email")
        } else {
            left.append(part)
        }
    }

    private mutating func append(_ method: String) { if !methods.contains(method) { methods.append(method) } }

    private static func isChannel(_ word: String) -> Bool {
        word.hasPrefix("#") && word.count > 1
            && word.dropFirst().allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    }
}
