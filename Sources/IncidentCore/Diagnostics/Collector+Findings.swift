extension Collector {
    /// Whether a rule of its findings reads fields, and not the text alone.
    package var readsFields: Bool { findings.contains(where: \.readsFields) }

    /// What its rules say of an answer.
    ///
    /// - Parameters:
    ///   - text: what its filters have left.
    ///   - whole: what they had before them.
    ///   - records: what the answer was read as; `nil` is what tables and lines `name:value` of it show.
    ///   - now: when it was asked.
    package func findings(
        in text: String, of whole: String, records: OutputRecords? = nil, at now: Timestamp
    ) -> [Finding] {
        let rows =
            !readsFields
            ? [] : records.map { OutputRow.all(of: $0, in: text) } ?? OutputRow.all(printed: whole, in: text)
        return findings.flatMap { $0.findings(in: text, rows, of: name, at: now) }
    }
}
