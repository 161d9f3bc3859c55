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
    /// Whether it rests on what a program has logged itself; known of a stored one.
    package let isLogged: Bool
    /// `elsewhere in shop`, where it is about something that no alert of its incident names; known of a stored one.
    package var elsewhere: String?
    /// Those that this one counts (`(and 12 others in logs)`); of a stored one they are not known.
    package private(set) var leftOut: [Finding] = []

    package init(
        collector: String, level: FindingLevel, text: String, lines: [Int] = [], count: Int = 1,
        isChanged: Bool = false,
        artifactID: Int64? = nil, isLogged: Bool = false
    ) {
        self.collector = collector
        self.level = level
        self.text = text
        self.lines = lines
        self.count = count
        self.isChanged = isChanged
        self.artifactID = artifactID
        self.isLogged = isLogged
    }

    /// Its sentence, and before it where that is, if it is not what the alerts are about.
    package var words: String { elsewhere.map { "\($0): \(text)" } ?? text }

    /// The same with its kind (`critical`) before its sentence.
    package func words(as kind: String) -> String { "\(elsewhere.map { "\($0): " } ?? "")\(kind): \(text)" }

    /// `nil` where no line shows it.
    package var line: Int? { lines.first }

    /// The same of an output of which only a part is kept.
    ///
    /// - Parameter place: where a line of the whole stands in what is kept; `nil` for one that is cut away. Without the line that
    ///   stands for all of them there is none.
    package func moved(to place: (Int) -> Int?) -> Finding {
        let kept = line.flatMap(place) == nil ? [] : lines.compactMap(place)
        var moved = Finding(
            collector: collector, level: level, text: text, lines: kept, count: count, isChanged: isChanged,
            artifactID: artifactID, isLogged: isLogged)
        moved.leftOut = leftOut.map { $0.moved(to: place) }
        return moved
    }
}

// A rule tells five; the rest is counted.
extension [Finding] {
    private static var toldCount: Int { 5 }

    /// - Parameter isWhole: whether all there is was looked at.
    func leavingOthers(isWhole: Bool) -> [Finding] {
        let rest = Array(dropFirst(Self.toldCount))
        guard let first = rest.first else { return self }
        return prefix(Self.toldCount) + [Finding(others: rest, of: first, isWhole: isWhole)]
    }

    /// With what rests on one of these lines as changed; of what a rule has to say that is told first.
    func marked(changed lines: Set<Int>) -> [Finding] {
        var all: [Finding] = []
        for finding in self {
            guard !finding.leftOut.isEmpty else {
                all.append(finding.marked(changed: lines))
                continue
            }
            // The five of the same rule stand before it.
            let said = all.suffix(Self.toldCount) + finding.leftOut.map { $0.marked(changed: lines) }
            let told = (said.filter(\.isChanged) + said.filter { !$0.isChanged })
            all.removeLast(Self.toldCount)
            all += told.leavingOthers(isWhole: finding.isWhole)
        }
        return all
    }
}

extension Finding {
    fileprivate init(others: [Finding], of first: Finding, isWhole: Bool) {
        let words = "\(isWhole ? "" : Self.over)\(others.count) other\(others.count == 1 ? "" : "s")"
        let lines = others.flatMap(\.lines)
        self.init(
            collector: first.collector, level: first.level, text: "\(Self.others)\(words) in \(first.collector))",
            lines: lines, count: others.reduce(0) { $0 + $1.count }, isChanged: others.contains(where: \.isChanged))
        leftOut = others
    }

    /// Whether it only counts others.
    package var countsOthers: Bool { text.hasPrefix(Self.others) && text.hasSuffix(")") }
    fileprivate var isWhole: Bool { !text.hasPrefix(Self.others + Self.over) }

    private static let others = "(and "
    private static let over = "over "

    fileprivate func marked(changed changedLines: Set<Int>) -> Finding {
        var marked = self
        marked.isChanged = isChanged || !changedLines.isDisjoint(with: lines)
        return marked
    }
}

extension Finding {
    /// Most urgent first, of these another revision, then what else has changed, how many others there are last, each
    /// sentence once; the collectors that say the same are named together. Behind all of it the same of what is elsewhere.
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
        let all = groups.map { said -> Finding in
            let first = said[0]
            let shown = said.first { $0.line != nil } ?? first
            let collectors = said.map(\.collector).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            var finding = Finding(
                collector: collectors.joined(separator: ", "), level: first.level, text: first.text, lines: shown.lines,
                count: said.map(\.count).max() ?? 1, isChanged: said.contains(where: \.isChanged),
                artifactID: shown.artifactID, isLogged: said.contains(where: \.isLogged))
            finding.elsewhere = said.contains { $0.elsewhere == nil } ? nil : first.elsewhere
            return finding
        }
        return ordered(all.filter { $0.elsewhere == nil }) + ordered(all.filter { $0.elsewhere != nil })
    }

    private static func ordered(_ all: [Finding]) -> [Finding] {
        FindingLevel.allCases.flatMap { level -> [Finding] in
            let ofLevel = all.filter { $0.level == level }
            let those = ofLevel.filter { !$0.countsOthers }
            // What was rolled out may be why other things have changed.
            let revisions = those.filter(\.isOfRevision)
            let changed = those.filter { $0.isChanged && !$0.isOfRevision }
            return revisions + changed + those.filter { !$0.isChanged } + ofLevel.filter(\.countsOthers)
        }
    }

    /// Whether it says that something has another revision than in the baseline (`api: revision 41 -> 42`).
    package var isOfRevision: Bool {
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
