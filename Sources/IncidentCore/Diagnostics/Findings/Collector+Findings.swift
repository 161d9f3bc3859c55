extension Collector {
    /// Whether a rule of its findings reads fields, and not the text alone.
    package var readsFields: Bool { findings.contains(where: \.readsFields) }

    /// The rows of an answer that its rules are about.
    ///
    /// - Parameters:
    ///   - text: what its filters have left.
    ///   - whole: what they had before them.
    ///   - records: what the answer was read as; `nil` is what tables and lines `name:value` of it show.
    package func rows(in text: String, of whole: String, records: OutputRecords? = nil) -> [OutputRow] {
        guard readsFields else { return [] }
        return records.map { OutputRow.all(of: $0, in: text) } ?? OutputRow.all(printed: whole, in: text)
    }

    /// What its rules say of an answer.
    ///
    /// - Parameters:
    ///   - text: what its filters have left.
    ///   - rows: of that text.
    ///   - labels: of the alert about which it was asked.
    ///   - outcome: how the command ended.
    ///   - now: when it was asked.
    package func findings(
        in text: String, _ rows: [OutputRow], about labels: Labels = [:], outcome: FindingRule.Outcome = .succeeded,
        at now: Timestamp
    ) -> [Finding] {
        var told: Set<Int> = []
        // What a command that failed says of itself is no line of the log that it was to print.
        let heard = outcome == .failed && printsLog ? text.withoutComplaints : text
        return findings.filter { $0.outcome ?? outcome == outcome }.flatMap { rule in
            let said = rule.findings(
                in: rule.outcome == .failed ? text : heard, rows, of: name, about: labels, told: told, at: now)
            for finding in said { told.formUnion(finding.lines) }
            return said
        }
    }

    private var printsLog: Bool {
        if case .run(let command) = source { Finding.isLog(of: command.words.map(\.text)) } else { false }
    }

    /// A sentence for each field that its rules ask for and no row of an answer can have.
    ///
    /// One of which it is known that rows may be without it is none of them. Of lines `name:value` nobody knows which there
    /// may be, so only a slip is told.
    package func missingFields(in rows: [OutputRow]) -> [String] {
        guard let first = rows.first, let last = rows.last else { return [] }
        var passed = Set(source.fields ?? [])
        let missing = findings.flatMap(\.fields).filter { name in
            passed.insert(name).inserted && !rows.contains { $0.fields[name] != nil }
        }
        guard !missing.isEmpty else { return [] }
        let names = Set(first.fields.keys).union(last.fields.keys).sorted()
        return missing.compactMap { name in
            let near = nearest(to: name, in: names)
            guard !first.isOfPairs || near != nil else { return nil }
            return "no row has a field \(name), which a rule of findings asks for\(near ?? "")"
        }
    }
}
