internal import IncidentCore

// The answer of a tool as the table that people know, with its fields beside it.

extension Evidence {
    /// With the table in place of the output, or with why there is none.
    ///
    /// A command that failed may have answered all the same: one of its servers was not there.
    func read(
        _ result: CommandResult, of collector: Collector, as structure: StructuredQuestion, asked arguments: [String],
        at now: Timestamp
    ) -> Evidence {
        guard let apart = result.apart else { return self }
        var evidence = self
        do throws(StructuredFailure) {
            let table = try table(of: apart, as: structure, asked: arguments, at: now)
            let beside = PrintableText.read(apart.beside.bytes).trimmingBlanks()
            (evidence.isTruncated, evidence.table) = (false, table)
            // What a failed command says is for the rules too; of another it is said beside the table, such as which container
            // was asked.
            evidence.output = outcome == .succeeded ? [] : apart.beside.bytes
            evidence.closing = Self.lines([
                outcome == .succeeded ? beside : "", table.remark ?? "",
                result.closingSentence(for: collector, isRead: true) ?? "",
            ])
        } catch {
            // kubectl writes an empty list where it reaches nobody, and that says nothing.
            if outcome != .succeeded, structure.tellsItsEnd, let answer = apart.answer,
                (try? structure.read(answer, of: arguments, at: now))?.isEmpty == true
            {
                evidence.output = apart.beside.bytes
            }
            evidence.unreadable = outcome == .succeeded ? error : nil
            evidence.closing = Self.lines([closing ?? "", "no fields were read: \(error)"])
        }
        return evidence
    }

    private func table(
        of apart: ApartOutput, as structure: StructuredQuestion, asked arguments: [String], at now: Timestamp
    ) throws(StructuredFailure) -> StructuredTable {
        let failure: StructuredFailure? =
            switch outcome {
            case .succeeded: nil
            case .timedOut: StructuredFailure("the command was stopped before it had answered")
            case .failed, .missing, .notBound: StructuredFailure("the command failed")
            }
        guard let answer = apart.answer else {
            throw failure
                ?? StructuredFailure(
                    "the answer is longer than \(ByteCount(StructuredQuestion.lengthLimit)); ask for less of it")
        }
        if let failure {
            guard structure.tellsItsEnd, let table = try? structure.read(answer, of: arguments, at: now), !table.isEmpty
            else { throw failure }
            return table
        }
        return try structure.read(answer, of: arguments, at: now)
    }

    /// What the same command prints by itself in place of an answer that could not be read.
    func replaced(by plain: Evidence, without words: [String]) -> Evidence {
        guard let unreadable, plain.outcome == .succeeded else { return self }
        var evidence = plain
        evidence.duration += duration
        evidence.closing = Self.lines([
            plain.closing ?? "", "no fields were read: \(unreadable)",
            "this is what the command prints without \(words.joined(separator: " ")); it was asked once more",
        ])
        return evidence
    }

    private static func lines(_ lines: [String]) -> String? {
        let lines = lines.filter { !$0.isEmpty }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }
}
