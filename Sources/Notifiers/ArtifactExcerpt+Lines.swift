internal import IncidentCore

extension ArtifactExcerpt {
    /// As many whole lines of the output as fit into `limit` bytes: of each finding the line on which it rests and the one
    /// that resembles it most, the first line, others that findings speak of, then what stands nearest to these; without
    /// findings from the top. What is left out between them is said. Where none fits it is whole words of one.
    ///
    /// An excerpt of head and tail alone may cut out just the rows that the page is about.
    /// - Parameter count: so many lines at most.
    func lines(limitBytes limit: Int, atMost count: Int = .max, findings: [Finding]) -> String {
        var lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        // The line end at the end begins no line.
        if output.hasSuffix("\n") { lines.removeLast() }
        guard output.utf8.count > limit || lines.count > count else { return outputExcerpt(limitBytes: limit) }
        let order = self.order(lines, findings.filter { $0.isOf(collector) })
        let cut = omittedBytes == 0 ? "" : "\n[… \(omittedBytes) bytes left out of its middle …]"
        var left = limit - cut.utf8.count
        var chosen: Set<Int> = []
        for index in order {
            guard chosen.count < count, left > Self.gapBytes else { break }
            guard !chosen.contains(index) else { continue }
            // Each line may bring a sentence about what is left out before it.
            let cost = lines[index].utf8.count + 1 + Self.gapBytes
            guard cost <= left else { continue }
            left -= cost
            chosen.insert(index)
        }
        return chosen.isEmpty ? words(of: lines[order[0]], limitBytes: limit) : Self.joined(lines, chosen) + cut
    }

    private func words(of line: Substring, limitBytes limit: Int) -> String {
        func leftOut(_ count: Int) -> String { "[… \(count) bytes left out …]" }
        let all = output.utf8.count + omittedBytes
        var kept = line.prefix(limit - leftOut(all).utf8.count - 1, in: .bytes)
        if kept.endIndex < line.endIndex, let blank = kept.lastIndex(where: \.isWhitespace) { kept = kept[..<blank] }
        return (kept.isEmpty ? "" : "\(kept)\n") + leftOut(all - kept.utf8.count)
    }

    private static let gapBytes = 32

    /// The most telling first; a line may come up more than once.
    private func order(_ lines: [Substring], _ findings: [Finding]) -> [Int] {
        guard !findings.isEmpty, !lines.isEmpty else { return Array(lines.indices) }
        let words = lines.map { Set($0.words) }
        var best: [Int] = []
        var others: [Int] = []
        for finding in findings.sorted(by: { $0.level < $1.level }) {
            // In what has lost its middle lines have other numbers.
            if let line = finding.line, finding.artifactID == id, omittedBytes == 0, lines.indices.contains(line - 1) {
                best.append(line - 1)
            }
            let weights = finding.text.words.map { (word: $0, weight: $0.weight) }
            // Half of a sentence is in the line that it was made of; less may be in any.
            let enough = max(1, (weights.reduce(0) { $0 + $1.weight } + 1) / 2)
            let scores = words.map { line in weights.reduce(0) { line.contains($1.word) ? $0 + $1.weight : $0 } }
            let matching = lines.indices.filter { scores[$0] >= enough }
            guard let first = matching.max(by: { (scores[$0], -$0) < (scores[$1], -$1) }) else { continue }
            best.append(first)
            // What many lines say tells none of them from the others.
            if matching.count <= 10 { others += matching }
        }
        return best + [0] + others + Self.nearest(to: best, of: lines.indices)
    }

    /// All of them, those around the chosen ones first; of two as near the later, which says what came of it.
    private static func nearest(to chosen: [Int], of all: Range<Int>) -> [Int] {
        guard !chosen.isEmpty else { return Array(all) }
        var distances = all.map { _ in Int.max }
        for place in chosen { distances[place] = 0 }
        for place in all.dropFirst() where distances[place - 1] < .max {
            distances[place] = min(distances[place], distances[place - 1] + 1)
        }
        let after = distances
        for place in all.dropLast().reversed() where distances[place + 1] < .max {
            distances[place] = min(distances[place], distances[place + 1] + 1)
        }
        return all.sorted { left, right in
            (distances[left], after[left] > distances[left] ? 1 : 0, left)
                < (distances[right], after[right] > distances[right] ? 1 : 0, right)
        }
    }

    private static func joined(_ lines: [Substring], _ chosen: Set<Int>) -> String {
        var shown: [String] = []
        var missing = 0
        func skip() {
            if missing > 0 { shown.append("[… \(missing) line\(missing == 1 ? "" : "s") left out …]") }
            missing = 0
        }
        for (index, line) in lines.enumerated() {
            guard chosen.contains(index) else {
                missing += 1
                continue
            }
            skip()
            shown.append(String(line))
        }
        skip()
        return shown.joined(separator: "\n")
    }
}

extension Finding {
    /// One that several collectors made names them all.
    func isOf(_ name: String) -> Bool {
        collector == name
            || collector.utf8.contains(UInt8(ascii: ",")) && collector.split(separator: ", ").contains(name[...])
    }
}

extension StringProtocol {
    /// What stands between blanks and punctuation.
    fileprivate var words: [SubSequence] { split { $0.isWhitespace || ",;:=()[]\"".contains($0) } }

    /// How well a line can be recognised by this word: well by names and states, not at all by "of" and "is".
    fileprivate var weight: Int {
        guard count >= 4 else { return 0 }
        return contains { $0.isNumber || $0.isUppercase || $0 == "-" || $0 == "_" } ? 3 : 1
    }
}
