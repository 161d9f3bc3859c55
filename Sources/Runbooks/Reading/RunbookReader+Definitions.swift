internal import IncidentCore
internal import Markdown

/// Severities, thresholds, contacts and alerts, in tables and lists.
extension RunbookReader {
    mutating func readParagraph(_ text: MarkdownText, in section: Int) {
        if let level = sections.all[section].defines {
            readDefinition(text, of: level)
        } else if let levels = levels(in: text.plain, section) {
            for part in SeverityLevel.parts(of: levels) {
                let halves = part.split(separator: ":", maxSplits: 1)
                guard
                    let level = SeverityLevel(
                        halves.first.map(String.init) ?? "", countsFromZero: sections.countsFromZero)
                else { continue }
                define(
                    level, as: halves.dropFirst().first?.trimmingBlanks() ?? "", within: ResponseTime.time(in: part),
                    on: text.lines.map(\.number))
            }
        }
        for line in text.lines where line.number > 0 && !marks.has(line.number) {
            let plain = MarkdownText.plain(line.spans)
            guard ResponseTime.begins(plain), let time = ResponseTime.time(in: plain) else { continue }
            warnings.append(
                "line \(line.number): within \(time) somebody is to respond, and it is not said here of which level, so it is not "
                    + "imported; write it with its level: P2: respond within \(time)")
        }
        // What no line can be shown of is not imported.
        for line in text.lines where line.number > 0 { readCommands(in: line.spans, on: line.number, in: section) }
    }

    /// What a paragraph says of levels: it begins with one, or with what is said of them (`Response: P1 = at once, P2 = …`).
    private func levels(in text: String, _ section: Int) -> String? {
        if SeverityLevel.begins(text) { return isAboutSeverities(section) ? text : nil }
        guard ResponseTime.begins(text), let sign = text.firstIndex(of: ":") else { return nil }
        let rest = text[text.index(after: sign)...].trimmingBlanks()
        return SeverityLevel.begins(rest) ? rest : nil
    }

    /// What stands under the heading of a level.
    private mutating func readDefinition(_ text: MarkdownText, of level: SeverityLevel) {
        for line in text.lines {
            let plain = MarkdownText.plain(line.spans)
            let isTime = ["respon", "within", "ack"].contains { plain.lowercased().contains($0) }
            guard let index = parts.severities.firstIndex(where: { $0.level.priority == level.priority }) else {
                continue
            }
            let known = parts.severities[index]
            if isTime, known.respondWithin == nil, let time = ResponseTime.time(in: plain) {
                parts.severities[index] = .init(level: known.level, meaning: known.meaning, respondWithin: time)
                marks.mark(
                    line.number, .classification, "time to respond",
                    "respond_within \(level.priority.rawValue): \(time)")
            } else if known.meaning.isEmpty {
                parts.severities[index] = .init(
                    level: known.level, meaning: plain.singleLine(limit: 200), respondWithin: known.respondWithin)
                marks.mark(line.number, .classification, "meaning of a severity")
            }
        }
    }

    /// Whether a heading around it says that severities are defined here.
    private func isAboutSeverities(_ section: Int) -> Bool {
        var index: Int? = section
        while let current = index {
            let title = sections.all[current].title.lowercased()
            if ["severit", "priorit", "sla", "response time", "pager", "escalation"].contains(where: title.contains) {
                return true
            }
            index = sections.all[current].parent
        }
        return false
    }

    mutating func define(_ level: SeverityLevel, as meaning: String, within time: String?, on lines: [Int]) {
        guard let first = lines.first else { return }
        let name = level.priority.rawValue
        if let earlier = definedOn[name] {
            let better = hasten(level.priority, to: time, in: first, since: earlier)
            for line in lines {
                marks.mark(
                    line, better == nil ? .prose : .classification, "\(name) is defined in line \(earlier)",
                    better.map { "respond_within \(name): \($0)" } ?? "")
            }
            return
        }
        definedOn[name] = first
        parts.severities.append(
            RunbookParts.Severity(level: level, meaning: meaning.singleLine(limit: 200), respondWithin: time))
        let word = level.word.map { "severity \($0): \(name)" } ?? name
        marks.mark(
            first, .classification, "definition of a severity",
            word + (time.map { ", respond_within \(name): \($0)" } ?? ""))
        for line in lines.dropFirst() { marks.mark(line, .classification, "goes on from line \(first)") }
    }

    /// Of two times to respond the shorter counts, and the first of which there is one.
    ///
    /// - Returns: the time, where it is another now.
    private mutating func hasten(_ priority: Priority, to time: String?, in line: Int, since earlier: Int) -> String? {
        guard let time, let index = parts.severities.firstIndex(where: { $0.level.priority == priority }) else {
            return nil
        }
        let known = parts.severities[index]
        if let before = known.respondWithin {
            guard before != time else { return nil }
            func length(_ time: String) -> Duration { Duration(prometheus: time) ?? .zero }
            let shorter = length(before) < length(time) ? before : time
            warnings.append(
                "line \(line): \(priority.rawValue) is to be answered within \(time) here and within \(before) in "
                    + "line \(earlier); \(shorter) is imported")
            guard shorter == time else { return nil }
        }
        parts.severities[index] = .init(level: known.level, meaning: known.meaning, respondWithin: time)
        return time
    }

    mutating func readTable(_ table: MarkdownTable, in section: Int) {
        switch RunbookTable(table.header) {
        case .contacts(let role, let address, let paths):
            markHead(table, .contact, "header of contacts")
            for row in table.rows { readContact(row, role, address, paths) }
        case .alerts(let name, let level):
            markHead(table, .classification, "header of alerts")
            for row in table.rows { readAlert(row, name, level) }
        case .severities(let level, let time, let meaning):
            markHead(table, .classification, "header of severities")
            for row in table.rows { readSeverity(row, level, time, meaning) }
        case .thresholds(let metric, let values, let action):
            markHead(table, .threshold, "header of thresholds")
            for row in table.rows { readThreshold(row, table.header, metric, values, action) }
        case nil:
            for row in [table.header] + table.rows {
                for (index, cell) in row.cells.enumerated() {
                    let others = row.cells.indices.filter { $0 != index }.map { row.cells[$0].plain }
                    let title = Self.title(others.filter { !$0.isEmpty }.joined(separator: ", "))
                    readCommands(in: cell.spans, on: row.line, titled: title, in: section)
                }
                marks.mark(row.line, .prose, "a table of something else")
            }
            marks.mark(table.header.line + 1, .prose, "a table of something else")
        }
    }

    private mutating func markHead(_ table: MarkdownTable, _ kind: RunbookLine.Kind, _ rule: String) {
        marks.mark(table.header.line, kind, rule)
        marks.mark(table.header.line + 1, kind, rule)
    }

    private mutating func readContact(_ row: MarkdownTable.Row, _ roleColumn: Int, _ addressColumn: Int, _ paths: [Int])
    {
        let role = row.cells[roleColumn].plain.singleLine(limit: 200)
        let words = row.cells[addressColumn].plain.split { $0.isWhitespace || "<>(),;".contains($0) }.map(String.init)
        // `@dba` is a name in a chat.
        let addresses = words.map { $0.hasPrefix("mailto:") ? String($0.dropFirst(7)) : $0 }.filter {
            $0.contains("@") && !$0.hasPrefix("@")
        }
        guard !role.isEmpty else { return marks.mark(row.line, .prose, "a contact without a role") }
        guard let address = addresses.first else {
            return marks.mark(row.line, .prose, "a contact without a mail address, which contacts.yaml needs")
        }
        // Another one behind it may be anybody's.
        if let problem = MailAddress.problem(in: address) {
            return marks.mark(row.line, .prose, "a contact whose first address \(problem)".singleLine(limit: 200))
        }
        if let earlier = definedOn["contact \(role)"] {
            return marks.mark(row.line, .prose, "\(role) stands in line \(earlier)")
        }
        definedOn["contact \(role)"] = row.line
        let path = EscalationPath(paths.map { row.cells[$0].plain }, own: address)
        parts.contacts.append(RunbookParts.Contact(role: role, address: address, path: path.methods))
        let others = addresses.reduce(into: [String]()) { others, other in
            let isUsed = other == address || path.methods.contains("email \(other)") || others.contains(other)
            if !isUsed { others.append(other) }
        }
        let unused = others + path.left
        let left = unused.isEmpty ? "" : "; left out: \(unused.joined(separator: ", ").singleLine(limit: 80))"
        marks.mark(
            row.line, .contact, "row of contacts\(left)", "\(role): \(address), \(YAMLText.flow(path.methods))")
    }

    private mutating func readAlert(_ row: MarkdownTable.Row, _ nameColumn: Int, _ levelColumn: Int) {
        let cell = row.cells[nameColumn]
        let heading = MarkdownHeading(plain: cell.plain, code: cell.spans.filter(\.isCode).map(\.text))
        let level = SeverityLevel(row.cells[levelColumn].plain, countsFromZero: sections.countsFromZero)
        guard let name = alertNames.names(inHeading: heading).first, let level else {
            return marks.mark(row.line, .prose, "a row that names no alert and how urgent it is")
        }
        if let earlier = definedOn["alert \(name)"] {
            return marks.mark(row.line, .prose, "\(name) stands in line \(earlier)")
        }
        definedOn["alert \(name)"] = row.line
        parts.alerts.append(RunbookParts.Alert(name: name, level: level))
        marks.mark(row.line, .classification, "row of alerts", "rule \(name): \(level.priority.rawValue)")
    }

    private mutating func readSeverity(_ row: MarkdownTable.Row, _ levelColumn: Int, _ time: Int?, _ meaning: Int?) {
        guard let level = SeverityLevel(row.cells[levelColumn].plain, countsFromZero: sections.countsFromZero) else {
            return marks.mark(row.line, .prose, "a row that names no severity")
        }
        let meaning = meaning.map { row.cells[$0].plain } ?? ""
        let within = time.flatMap { ResponseTime.time(in: row.cells[$0].plain) } ?? ResponseTime.time(in: meaning)
        define(level, as: meaning, within: within, on: [row.line])
    }

    private mutating func readThreshold(
        _ row: MarkdownTable.Row, _ header: MarkdownTable.Row, _ metric: Int, _ values: [Int], _ action: Int?
    ) {
        let name = row.cells[metric].plain
        let degrees = values.compactMap { column -> String? in
            let value = row.cells[column].plain
            guard !value.isEmpty else { return nil }
            let degree = header.cells[column].plain.lowercased()
            return degree == "threshold" ? value : "\(degree.singleLine(limit: 40)) \(value)"
        }
        guard !name.isEmpty, !degrees.isEmpty else {
            return marks.mark(row.line, .prose, "a threshold without a metric or a value")
        }
        let todo = action.map { row.cells[$0].plain }.flatMap { $0.isEmpty ? nil : ": \($0)" } ?? ""
        let sentence = "\(name) \(degrees.joined(separator: ", "))\(todo)".singleLine(limit: 200)
        parts.thresholds.append(sentence)
        marks.mark(
            row.line, .threshold, "row of thresholds, which alerting rules decide",
            "remark in classification.runbook.yaml")
    }
}
