internal import IncidentCore

/// What one question to a collector's source brought, before it is redacted and filtered.
struct Evidence: Sendable {
    var outcome: CollectorOutcome
    var duration: Duration = .zero
    /// `nil` for what is no program, or was ended by a signal.
    var exitStatus: Int?
    /// What is kept of the output.
    var output: [UInt8] = []
    /// How much there was.
    var byteCount = 0
    var isTruncated = false
    /// Of all there was, in lower-case hexadecimal; `nil` where nothing was asked.
    var sha256: String?
    /// What a reader must know of how it ended; the last lines of the output.
    var closing: String?
    /// What the answer was read as; it stands in place of the output.
    var table: StructuredTable?
    /// Why it was not read, though the command ended well.
    var unreadable: StructuredFailure?
    /// What was measured; it stands in place of the output.
    var series: [PrometheusAPI.Series]?
    /// What matters in it, besides what the collector's own rules find.
    var findings: [Finding] = []

    /// Says one thing more of how it ended.
    mutating func close(with sentence: String) {
        closing = [closing, sentence].compactMap(\.self).joined(separator: "\n")
    }

    /// Nothing was asked, or nobody answered.
    static func none(_ outcome: CollectorOutcome, because reason: String) -> Evidence {
        Evidence(outcome: outcome, closing: reason)
    }
}

extension Evidence {
    /// As it is stored.
    func artifact(
        of collector: Collector, asking question: [String], about labels: Labels, at startedAt: Timestamp,
        redactions: Redactions
    ) -> DiagnosticArtifact {
        let table = table?.read(redactions: redactions)
        let measured = chart(for: collector, at: startedAt)
        // Before the filters: a secret of several lines is none to a rule once grep has taken one of them out.
        let redacted = redactions.redact(measured?.chart.text ?? PrintableText.read(output), answering: question)
        // A shell's pipe would not have filtered standard error either, and that is where a failed command speaks.
        let text =
            if let table {
                collector.filters.apply(to: table.records.text) + redacted.text
            } else {
                outcome == .succeeded ? collector.filters.apply(to: redacted.text) : redacted.text
            }
        // Of a table rules see all, and what there is room for is kept.
        let kept = KeptText(text, limitBytes: table == nil ? .max : collector.outputLimitBytes)
        let whole = table?.records.text ?? redacted.text
        let chart = measured?.chart.redacted(by: redactions)
        let rows = collector.rows(in: text, of: whole, records: table?.records)
        let remarks = [closing].compactMap(\.self) + (outcome == .succeeded ? collector.missingFields(in: rows) : [])
        let passed =
            measured.flatMap { measured in
                chart?.findings(of: collector.name, level: measured.level, asking: question)
            } ?? []
        return DiagnosticArtifact(
            collector: collector.name, procedure: collector.procedure,
            arguments: redactions.apply(toArguments: question), startedAt: startedAt, duration: duration,
            exitStatus: exitStatus, outcome: outcome, bytes: byteCount, truncated: isTruncated || kept.isCut,
            output: kept.text.endingInLine(redactions.apply(to: remarks.joined(separator: "\n"))),
            original: sha256.map {
                Original(redactions: (table?.redactionCount ?? 0) + redacted.count, sha256: $0)
            },
            findings: passed
                + findings.map {
                    Finding(collector: $0.collector, level: $0.level, text: redactions.apply(to: $0.text))
                }
                + collector.findings(
                    in: text, rows, about: labels, outcome: outcome == .succeeded ? .succeeded : .failed, at: startedAt
                ).map { $0.moved(to: kept.place(ofLine:)) },
            chart: chart)
    }

    private func chart(for collector: Collector, at askedAt: Timestamp) -> (chart: Chart, level: FindingLevel)? {
        guard let series, case .prometheus(let query) = collector.source else { return nil }
        return (Chart(series, for: query, at: askedAt), query.level)
    }
}

extension Chart {
    /// - Parameter question: as the artifact keeps it: `prometheus`, what was asked, and over what.
    fileprivate func findings(of collector: String, level: FindingLevel, asking question: [String]) -> [Finding] {
        let passed = findings(of: collector, level: level)
        guard passed.isEmpty, question.count > 1, let condition = AlertExpression(question[1]).condition else {
            return passed
        }
        return findings(of: collector, level: level, while: condition)
    }
}

extension String {
    /// With `line` as the last line of its own, where there is one.
    fileprivate func endingInLine(_ line: String) -> String {
        guard !line.isEmpty else { return self }
        return self + (isEmpty || utf8.last == UInt8(ascii: "\n") ? "" : "\n") + line + "\n"
    }
}
