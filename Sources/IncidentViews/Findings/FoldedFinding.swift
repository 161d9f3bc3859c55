package import IncidentCore

/// Findings that say the same of several things, as one with its count.
package struct FoldedFinding: Sendable, Equatable {
    /// What they have in common, with `…` for what differs; of one finding its sentence.
    package let text: String
    package let level: FindingLevel
    package let isChanged: Bool
    package let members: [Member]

    package struct Member: Sendable, Equatable {
        /// By what it is told from the others; empty for one alone.
        package let difference: String
        package let finding: Finding
    }

    /// In the order of the first of each; those of one level stand together as they did.
    package static func folded(_ findings: [Finding]) -> [FoldedFinding] {
        var groups: [Group] = []
        for finding in findings {
            let words = finding.words.wordsWithBrackets
            if let place = groups.firstIndex(where: { $0.takes(finding, words) }) {
                groups[place].add(finding, words)
            } else {
                groups.append(Group(finding, words))
            }
        }
        return groups.map(\.folded)
    }
}

/// What is alike so far.
private struct Group {
    private var members: [(finding: Finding, words: [Substring])]
    /// The places of the words that differ.
    private var differing: Set<Int> = []

    init(_ finding: Finding, _ words: [Substring]) { members = [(finding, words)] }

    func takes(_ finding: Finding, _ words: [Substring]) -> Bool {
        guard let first = members.first, first.finding.level == finding.level,
            first.finding.collector == finding.collector, first.finding.isChanged == finding.isChanged,
            first.finding.elsewhere == finding.elsewhere,
            first.words.count == words.count, !finding.countsOthers, !first.finding.countsOthers
        else { return false }
        let places = differing.union(words.indices.filter { words[$0] != first.words[$0] })
        guard let named = places.min(), words.count - places.count >= max(2, places.count) else { return false }
        // The first of them names the thing, the others may only count or measure.
        return places.allSatisfy { place in
            place == named || (members.map(\.words) + [words]).allSatisfy { $0[place].contains(where: \.isNumber) }
        }
    }

    mutating func add(_ finding: Finding, _ words: [Substring]) {
        differing.formUnion(words.indices.filter { words[$0] != members[0].words[$0] })
        members.append((finding, words))
    }

    var folded: FoldedFinding {
        let first = members[0]
        let common = first.words.enumerated().reduce(into: [Substring]()) { common, word in
            let isCommon = !differing.contains(word.offset)
            if isCommon || common.last != "…" { common.append(isCommon ? word.element : "…") }
        }
        return FoldedFinding(
            text: common.joined(separator: " "), level: first.finding.level, isChanged: first.finding.isChanged,
            members: members.map { finding, words in
                FoldedFinding.Member(
                    difference: differing.sorted().map { String(words[$0]) }.joined(separator: " "), finding: finding)
            })
    }
}

extension String {
    /// Its words; what stands in brackets is one.
    fileprivate var wordsWithBrackets: [Substring] {
        var (words, start, depth) = ([Substring](), startIndex, 0)
        for index in indices {
            switch self[index] {
            case "(": depth += 1
            case ")": depth = max(0, depth - 1)
            case " " where depth == 0:
                words.append(self[start..<index])
                start = self.index(after: index)
            default: break
            }
        }
        return words + [self[start...]]
    }
}
