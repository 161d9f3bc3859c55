/// What matters in a collector's output, as a sentence.
package struct Finding: Sendable, Hashable {
    package let collector: String
    package let level: FindingLevel
    package let text: String
    /// On which lines of the artifact's output it rests, from 1; of a stored one only the first is known.
    package let lines: [Int]
    /// Of how many rows or places it is said.
    package let count: Int
    /// Whether what it says is new, or was otherwise, in the baseline.
    package var isChanged: Bool
    /// `nil` before it is stored.
    package let artifactID: Int64?

    package init(
        collector: String, level: FindingLevel, text: String, lines: [Int] = [], count: Int = 1,
        isChanged: Bool = false,
        artifactID: Int64? = nil
    ) {
        self.collector = collector
        self.level = level
        self.text = text
        self.lines = lines
        self.count = count
        self.isChanged = isChanged
        self.artifactID = artifactID
    }

    /// `nil` where no line shows it.
    package var line: Int? { lines.first }

    /// The same of an output of which only a part is kept.
    ///
    /// - Parameter place: where a line of the whole stands in what is kept; `nil` for one that is cut away. Without the line that
    ///   stands for all of them there is none.
    package func moved(to place: (Int) -> Int?) -> Finding {
        let kept = line.flatMap(place) == nil ? [] : lines.compactMap(place)
        return Finding(
            collector: collector, level: level, text: text, lines: kept, count: count, isChanged: isChanged,
            artifactID: artifactID)
    }
}

extension Finding {
    /// Most urgent first, of these another revision, then what else has changed, each sentence once; the collectors that
    /// say the same are named together.
    package static func merged(_ findings: [Finding]) -> [Finding] {
        var places: [String: Int] = [:]
        var groups: [[Finding]] = []
        for finding in findings {
            let key = finding.level.rawValue + finding.text
            if let place = places[key] {
                groups[place].append(finding)
            } else {
                places[key] = groups.count
                groups.append([finding])
            }
        }
        let all = groups.map { said in
            let first = said[0]
            let collectors = said.map(\.collector).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            return Finding(
                collector: collectors.joined(separator: ", "), level: first.level, text: first.text, lines: first.lines,
                count: said.map(\.count).max() ?? 1, isChanged: said.contains(where: \.isChanged),
                artifactID: first.artifactID)
        }
        return FindingLevel.allCases.flatMap { level in
            let those = all.filter { $0.level == level }
            // What was rolled out may be why other things have changed.
            return those.filter(\.isOfRevision) + those.filter { $0.isChanged && !$0.isOfRevision }
                + those.filter { !$0.isChanged }
        }
    }

    /// Whether it says that something has another revision than in the baseline (`api: revision 41 -> 42`).
    var isOfRevision: Bool {
        let words = text.lowercased()
        guard isChanged, let revision = words.firstRange(of: ": revision ") else { return false }
        return words[revision.upperBound...].drop(while: \.isNumber).hasPrefix(" -> ")
    }
}

package enum FindingLevel: String, Sendable, CaseIterable, Comparable {
    case critical, warning, info

    package static func < (left: FindingLevel, right: FindingLevel) -> Bool {
        allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
    }
}
