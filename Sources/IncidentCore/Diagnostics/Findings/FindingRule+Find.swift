internal import Patterns

extension FindingRule {
    /// What the rule has to say about a collector's output: at most five sentences, none twice, each one line of at
    /// most 200 characters, and one more that says how many others there are.
    ///
    /// Output is text that others write; a pod that prints a matching line a thousand times must not fill the page.
    /// Of a pattern those are one sentence that are the same but for numbers, ids, times and addresses, the most frequent first.
    /// - Parameters:
    ///   - rows: of that output.
    ///   - labels: of the alert; rows that these name are told first.
    ///   - told: lines of which rules before it have said something.
    ///   - now: when it was asked.
    package func findings(
        in output: String, _ rows: [OutputRow] = [], of collector: String, about labels: Labels = [:],
        told: Set<Int> = [], at now: Timestamp
    ) -> [Finding] {
        let isFree = { [isOtherwise] (line: Int) in !isOtherwise || !told.contains(line) }
        var isWhole = true
        let all: [Saying]
        switch kind {
        case .pattern(let pattern, let sentence):
            let matches = pattern.matches(in: output, limit: Self.matchLimit)
            isWhole = matches.count < Self.matchLimit
            let said = zip(matches, output.lines(of: matches)).filter { isFree($1) }.map {
                Saying(text: $0.expand(sentence), lines: [$1])
            }
            all = said.withoutRepetition().foldedByShape(isWhole: isWhole)
        case .rows(let conditions, let sentence, let many):
            let found = rows.filter { row in
                isFree(row.line(of: conditions.first?.field ?? ""))
                    && conditions.allSatisfy { $0.holds(for: row.fields, at: now) }
            }.closestFirst(to: labels)
            let groups = many.map { many in found.grouped { many.key(of: $0, at: now) } } ?? found.map { [$0] }
            all = groups.map { group in
                let sentence = group.count > 1 ? many ?? sentence : sentence
                return Saying(
                    text: sentence.filled(with: group, at: now),
                    lines: sentence.leading(group, at: now).map { $0.line(of: conditions.first?.field ?? "") })
            }.withoutRepetition()
        }
        return all.map {
            Finding(collector: collector, level: level, text: $0.text, lines: $0.lines, count: $0.lines.count)
        }.leavingOthers(isWhole: isWhole)
    }

    /// Of a pattern that is found so often it is not counted how often.
    private static let matchLimit = 10_000
}

extension String {
    /// In which line each match says something, from 1: that of the first letter of its first group where it has one, else of
    /// the match.
    fileprivate func lines(of matches: [Match]) -> [Int] {
        let bytes = utf8
        var (index, offset, line) = (bytes.startIndex, 0, 1)
        func advance(while isBefore: (Int, UInt8) -> Bool) {
            while index < bytes.endIndex, isBefore(offset, bytes[index]) {
                if bytes[index] == UInt8(ascii: "\n") { line += 1 }
                bytes.formIndex(after: &index)
                offset += 1
            }
        }
        return matches.map { match in
            let range = match.firstGroupRange ?? match.byteRange
            advance { offset, _ in offset < range.lowerBound }
            advance { offset, byte in offset < range.upperBound && byte == UInt8(ascii: "\n") }
            return line
        }
    }
}

extension [OutputRow] {
    /// In the order of the first of each.
    fileprivate func grouped(by key: (OutputRow) -> [String]) -> [[OutputRow]] {
        var groups: [[OutputRow]] = []
        var places: [[String]: Int] = [:]
        for row in self {
            let key = key(row)
            if let place = places[key] {
                groups[place].append(row)
            } else {
                places[key] = groups.count
                groups.append([row])
            }
        }
        return groups
    }
}
