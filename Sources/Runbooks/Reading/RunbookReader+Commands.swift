internal import IncidentCore
internal import Markdown
internal import Patterns

/// Commands in blocks of code and between backticks.
extension RunbookReader {
    /// - Parameter index: that of the block; what stands before it may say what its commands are for.
    mutating func read(_ reading: CodeReading, of code: MarkdownCode, in section: Int, after index: Int) {
        if code.isFenced {
            marks.mark(code.firstLine - 1, .prose, "fence")
            if code.isClosed {
                marks.mark(code.firstLine + code.lines.count, .prose, "fence")
            } else {
                warnings.append(
                    "line \(code.firstLine - 1): this fence is not closed; nothing below it is imported")
            }
        }
        for (line, reason) in reading.others { marks.mark(line, .prose, reason) }
        var before = titleBefore(index)
        var comments: [(line: Int, text: String)] = []
        var last: CodeReading.Statement?
        // A comment above what looks says nothing of what then changes something.
        var looked = false
        for statement in reading.statements {
            // What a blank line separates is about something else, and so is what stands behind a command.
            if let last, last.lines.last! + 1 < statement.lines[0] || (last.isCommand && !statement.isCommand) {
                (comments, looked) = ([], false)
            }
            last = statement
            switch statement.kind {
            case .comment(let text): comments.append((statement.lines[0], text))
            case .unreadable(let reason): markAll(statement.lines, .prose, reason)
            case .commands(let line):
                let reads = commands.verdict(on: line).isReading
                let naming = Self.naming(comments)
                let comment = looked && !reads && !Self.isForbidden(naming?.text ?? "") ? nil : naming
                looked = looked || reads
                let title = Self.title(comment?.text ?? "") ?? Self.title(line.comment) ?? before
                take(line, on: statement.lines, title: title ?? sections.all[section].title, in: section)
                // A sentence says what the first command is for, and what not to do of all.
                if let sentence = before, !Self.isForbidden(sentence) { before = "" }
                if let comment { markTitle(comment.line, of: statement.lines[0]) }
            }
        }
        for line in reading.statements.flatMap(\.lines) where !marks.has(line) {
            marks.mark(line, .prose, "a comment that names no command")
        }
    }

    /// Of comments that follow each other the last numbered one, or else the first.
    private static func naming(_ comments: [(line: Int, text: String)]) -> (line: Int, text: String)? {
        comments.last { $0.text.first?.isNumber == true } ?? comments.first
    }

    /// A comment belongs to the command that it names.
    private mutating func markTitle(_ line: Int, of command: Int) {
        guard !marks.has(line) else { return }
        marks.mark(line, marks.kind(of: command), "names the command of line \(command)")
    }

    private mutating func markAll(_ lines: [Int], _ kind: RunbookLine.Kind, _ rule: String, _ becomes: String = "") {
        guard let first = lines.first else { return }
        marks.mark(first, kind, rule, becomes)
        for line in lines.dropFirst() { marks.mark(line, kind, "goes on from line \(first)") }
    }

    /// Decides a command, and adds it to what is imported.
    ///
    /// - Parameter title: where it is empty, the command says itself what it is for.
    mutating func take(_ line: ShellLine, on lines: [Int], title: String, in section: Int) {
        let verdict = commands.verdict(on: line)
        let choosesCluster = ClusterChoice.isMade(by: line) && !Self.isForbidden(title)
        if choosesCluster, let first = lines.first { warnOfCluster(first) }
        guard let procedure = sections.procedure(of: section) else {
            return markAll(
                lines, .prose, "no alert leads to \"\(sections.all[section].title)\"", Self.words(verdict))
        }
        let cluster =
            !choosesCluster && ClusterChoice.isHeeded(by: line) ? clusterLines[procedure] : nil
        let warning = cluster.map { "; line \($0) chooses a cluster for it" } ?? ""
        if choosesCluster, let first = lines.first { clusterLines[procedure] = first }
        switch verdict {
        case .nothing(let reason): markAll(lines, .prose, reason)
        case .step where Self.isForbidden(title), .reads where Self.isForbidden(title):
            markAll(lines, .prose, "the runbook says not to")
        case .step(let command, let reason):
            let title = title.isEmpty ? command.singleLine(limit: 120) : title
            let step = RunbookParts.NextStep(
                procedure: procedure, title: title, command: command, clusterLine: cluster)
            if imported.updateValue(title, forKey: "\(procedure.name)\n\(title)\n\(command)") == nil {
                parts.nextSteps.append(step)
            }
            markAll(lines, .nextStep, reason + warning, "\(title): \(command)")
        case .reads(let reading):
            for command in reading {
                let (name, isNew) = collector(command, title: title, procedure, cluster)
                let rule = isNew ? "only reads" : "the same as \(name)"
                markAll(lines, .collector, rule + warning, "\(name): \(command.words)")
            }
        }
    }

    private mutating func collector(
        _ command: ReadingCommand, title: String, _ procedure: RunbookProcedure, _ clusterLine: Int?
    ) -> (name: String, isNew: Bool) {
        let key = "\(procedure.name)\n\(command.words)"
        if let name = imported[key] { return (name, false) }
        let name = names.name(for: command, title: title, procedure: procedure.name)
        imported[key] = name
        parts.collectors.append(
            RunbookParts.Collector(name: name, procedure: procedure, command: command, clusterLine: clusterLine))
        return (name, true)
    }

    private mutating func warnOfCluster(_ line: Int) {
        let warning =
            "line \(line): this chooses a cluster for what stands below it; collectors ask that of the server's own "
            + "kubeconfig, so see to it that this is the one"
        if !warnings.contains(warning) { warnings.append(warning) }
    }

    /// What a command would become where an alert led to it.
    private static func words(_ verdict: CommandReader.Verdict) -> String {
        switch verdict {
        case .nothing: ""
        case .step(let command, _): "would be a next step: \(command)"
        case .reads(let commands): "would be a collector: " + commands.map(\.words).joined(separator: "; ")
        }
    }

    /// Commands between backticks; the text around them says what they are for.
    ///
    /// - Parameter title: says it where the text right before a command does not.
    mutating func readCommands(
        in spans: [MarkdownText.Span], on line: Int, titled title: String? = nil, in section: Int
    ) {
        let text = MarkdownText.plain(spans)
        var (start, isForbidden) = (0, false)
        for (index, span) in spans.enumerated() where span.isCode && KnownPrograms.begins(span.text) {
            let before = spans[start..<index].map(\.text).joined()
            let script = ShellScript(span.text)
            guard script.statements.count == 1, case .commands(let command) = script.statements[0].kind else {
                continue
            }
            // `kubectl describe` alone is a word and no command.
            let isWhole = span.text.split(separator: " ").count > 2
            if !isWhole, case .step = commands.verdict(on: command) { continue }
            if Self.isForbidden(before) || Self.insteadOf.matches(before) {
                // What is said of it is said of no other.
                (start, isForbidden) = (index + 1, true)
            } else {
                let title = Self.title(before, unless: 2) ?? title ?? Self.title(text) ?? text
                take(command, on: [line], title: title, in: section)
            }
        }
        if isForbidden { marks.mark(line, .prose, "the runbook says not to") }
    }

    private static let forbidden = Pattern.builtIn(
        #"(?i)^\W*(?:warning\W+|caution\W+|note\W+|please\W+)*(?:do not|don't|don’t|never)\b|\b(?:do not|don't|don’t|never) (?:run|use|execute|do|try)\b"#
    )
    private static let insteadOf = Pattern.builtIn(#"(?i)\b(?:instead of|rather than|without|not|avoid)\s*$"#)

    static func isForbidden(_ text: String) -> Bool { forbidden.matches(text) }

    private static let numbering = Pattern.builtIn(#"^(?:[Ss]tep\s+)?[0-9]{1,3}(?:[.):]|\s-)?\s+"#)

    private static let leadIns: Set = ["via", "with", "using", "by", "through", "run", "running", "use"]

    /// What a comment or a sentence says, without its number and the colon at its end; `nil` where that is nothing.
    ///
    /// - Parameter least: so many words it must have to say anything.
    static func title(_ text: String, unless least: Int = 1) -> String? {
        let plain = numbering.replacing(in: text.trimmingBlanks()) { _ in "" }
        var title = plain.singleLine(limit: 120)
        while let first = title.first, ";:,.–— ".contains(first) { title.removeFirst() }
        while let last = title.last, ":.-– ".contains(last) { title.removeLast() }
        // "Check the events via" what stands between backticks.
        while let last = title.split(separator: " ").last, leadIns.contains(last.lowercased()) {
            title = title.dropLast(last.count).trimmingBlanks()
        }
        guard title.split(separator: " ").count >= least, title.contains(where: \.isLetter) else { return nil }
        return title
    }

    /// The paragraph right before a block, if it has one.
    private func titleBefore(_ index: Int) -> String? {
        guard index > 0, case .paragraph(let text) = document.blocks[index - 1].kind else { return nil }
        return Self.title(text.plain)
    }
}

extension ReadingCommand {
    /// The argument list, and what is done with the output.
    var words: String {
        let filters = filters.isEmpty ? "" : " filters [\(filters.map(YAMLText.flow).joined(separator: ", "))]"
        return YAMLText.flow(arguments) + filters
    }
}
