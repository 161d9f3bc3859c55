internal import IncidentCore

// The answer of a tool as the table that people know, with its fields beside it.

extension Evidence {
    /// With the table in place of the output, or with why there is none.
    func read(
        _ result: CommandResult, of collector: Collector, as structure: StructuredQuestion, asked arguments: [String],
        at now: Timestamp
    ) -> Evidence {
        guard let apart = result.apart else { return self }
        var evidence = self
        do throws(StructuredFailure) {
            let table = try table(of: apart, as: structure, asked: arguments, at: now)
            (evidence.output, evidence.isTruncated, evidence.table) = ([], false, table)
            // Said beside it, such as which container was asked.
            let beside = PrintableText.read(apart.beside.bytes).trimmingBlanks()
            evidence.closing = Self.lines([
                beside, table.remark ?? "", result.closingSentence(for: collector, isRead: true) ?? "",
            ])
        } catch {
            evidence.closing = Self.lines([closing ?? "", "no fields were read: \(error)"])
        }
        return evidence
    }

    private func table(
        of apart: ApartOutput, as structure: StructuredQuestion, asked arguments: [String], at now: Timestamp
    ) throws(StructuredFailure) -> StructuredTable {
        switch outcome {
        case .succeeded: break
        case .timedOut: throw StructuredFailure("the command was stopped before it had answered")
        case .failed, .missing, .notBound: throw StructuredFailure("the command failed")
        }
        guard let answer = apart.answer else {
            throw StructuredFailure(
                "the answer is longer than \(ByteCount(StructuredQuestion.lengthLimit)); ask for less of it")
        }
        return try structure.read(answer, of: arguments, at: now)
    }

    private static func lines(_ lines: [String]) -> String? {
        let lines = lines.filter { !$0.isEmpty }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    /// The table for people and rules, as much of it as is kept, and how many secrets were taken out.
    func records(
        of collector: Collector, redactions: Redactions
    ) -> (records: OutputRecords, redactionCount: Int, isCut: Bool)? {
        guard let table else { return nil }
        let (records, count) = table.read(redactions: redactions)
        var capture = OutputCapture(limitBytes: collector.outputLimitBytes)
        var text = records.text
        text.withUTF8 { capture.append(UnsafeRawBufferPointer($0)) }
        guard capture.isTruncated else { return (records, count, false) }
        let kept = OutputRecords(text: String(decoding: capture.bytes, as: UTF8.self), records: records.records)
        return (kept, count, true)
    }
}
