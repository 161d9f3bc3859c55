internal import IncidentCore

extension ArtifactExcerpt {
    /// As many whole lines of the output as fit into `limit` bytes: those that a finding speaks of, then the first, then
    /// the others from the top. What is left out between them is said.
    ///
    /// An excerpt of head and tail alone may cut out just the rows that the page is about.
    func lines(limitBytes limit: Int, findings: [Finding]) -> String {
        guard output.utf8.count > limit else { return outputExcerpt(limitBytes: limit) }
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        let words = Set(findings.filter { $0.collector == collector }.flatMap { $0.text.tellingWords })
        let matches = lines.map { line in words.count { line.contains($0) } }
        let order = lines.indices.sorted { ($0 == 0 ? 0 : 1) - matches[$0] < ($1 == 0 ? 0 : 1) - matches[$1] }
        let cut = omittedBytes == 0 ? "" : "\n[… \(omittedBytes) bytes left out of its middle …]"
        var left = limit - cut.utf8.count
        var chosen: Set<Int> = []
        for index in order {
            // Each line may bring a sentence about what is left out before it.
            let cost = lines[index].utf8.count + 1 + Self.gapBytes
            guard cost <= left else { continue }
            left -= cost
            chosen.insert(index)
        }
        return chosen.isEmpty ? outputExcerpt(limitBytes: limit) : Self.joined(lines, chosen) + cut
    }

    private static let gapBytes = 32

    private static func joined(_ lines: [Substring], _ chosen: Set<Int>) -> String {
        var shown: [String] = []
        var missing = 0
        for (index, line) in lines.enumerated() {
            guard chosen.contains(index) else {
                missing += 1
                continue
            }
            if missing > 0 { shown.append("[… \(missing) lines left out …]") }
            missing = 0
            shown.append(String(line))
        }
        if missing > 0 { shown.append("[… \(missing) lines left out …]") }
        return shown.joined(separator: "\n")
    }
}

extension String {
    /// Words that a line can be recognised by: names and states, not "pod" and "is".
    fileprivate var tellingWords: [String] {
        split { $0.isWhitespace || ",;()\"".contains($0) }.map(String.init).filter { word in
            word.count >= 4 && (word.contains { $0.isNumber || $0.isUppercase || $0 == "-" || $0 == "_" })
        }
    }
}
