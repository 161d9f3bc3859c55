internal import Patterns

extension FindingRule {
    /// What the rule has to say about a collector's output: at most five sentences, none twice, each one line of at
    /// most 200 characters; the fifth says how many more there are.
    ///
    /// Output is text that others write; a pod that prints a matching line a thousand times must not fill the page.
    /// - Parameters:
    ///   - rows: of that output.
    ///   - now: when it was asked.
    package func findings(
        in output: String, _ rows: [OutputRow] = [], of collector: String, at now: Timestamp
    ) -> [Finding] {
        var said = Sayings()
        switch kind {
        case .pattern(let pattern, let sentence):
            let matches = pattern.matches(in: output, limit: Self.matchLimit)
            said.isWhole = matches.count < Self.matchLimit
            for (match, line) in zip(matches, output.lines(of: matches)) { said.add(match.expand(sentence), [line]) }
        case .rows(let conditions, let sentence, let many):
            let found = rows.filter { row in conditions.allSatisfy { $0.holds(for: row.fields, at: now) } }
            for group in many.map({ many in found.grouped { many.key(of: $0, at: now) } }) ?? found.map({ [$0] }) {
                let sentence = group.count > 1 ? many ?? sentence : sentence
                said.add(
                    sentence.filled(with: group, at: now), group.map { $0.line(of: conditions.first?.field ?? "") })
            }
        }
        return said.kept.map {
            Finding(collector: collector, level: level, text: $0.text, lines: $0.lines, count: $0.count)
        }
    }

    /// Of a pattern that is found so often it is not counted how often.
    private static let matchLimit = 1000
}

/// What is said, once each.
private struct Sayings {
    var isWhole = true
    private var all: [(text: String, lines: [Int])] = []
    private var places: [String: Int] = [:]

    /// - Parameter lines: of what it is said.
    mutating func add(_ sentence: String, _ lines: [Int]) {
        let text = sentence.onePrintableLine(limit: 200).trimmingBlanks()
        guard !text.isEmpty else { return }
        if let place = places[text] {
            all[place].lines += lines
        } else {
            places[text] = all.count
            all.append((text, lines))
        }
    }

    /// The last of them stands for those that are left out.
    var kept: [(text: String, lines: [Int], count: Int)] {
        let shown = all.prefix(5).map { (text: $0.text, lines: $0.lines, count: $0.lines.count) }
        guard all.count > shown.count, let last = shown.last else { return shown }
        let rest = all.dropFirst(shown.count)
        let more = " (and \(isWhole ? "" : "over ")\(rest.count) more)"
        let lines = last.lines + rest.flatMap(\.lines)
        return shown.dropLast() + [
            (last.text.onePrintableLine(limit: 200 - more.count) + more, lines, lines.count)
        ]
    }
}

extension String {
    /// In which line each match begins, from 1: that of its first letter, where it takes line ends before it.
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
            advance { offset, _ in offset < match.byteRange.lowerBound }
            advance { offset, byte in offset < match.byteRange.upperBound && byte == UInt8(ascii: "\n") }
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
