/// `; did you mean "priority"?` for a word that is a slip away from a known one, else `nil`.
package func nearest(to word: String, in known: some Sequence<String>) -> String? {
    let folded = word.lowercased()
    // Of two that differ in capitals alone the one that is written like it.
    let best = known.map { ($0, distance(folded, $0.lowercased()), distance(word, $0)) }
        .min { ($0.1, $0.2) < ($1.1, $1.2) }
    guard let (candidate, slips, _) = best, slips <= 2, slips * 2 < max(word.count, 3) else { return nil }
    // Of one letter every other one is a slip away.
    guard slips < max(word.count, candidate.count) else { return nil }
    return "; did you mean \"\(candidate)\"?"
}

/// The number of characters to insert, remove, change, or exchange with the next one (optimal string alignment).
private func distance(_ left: String, _ right: String) -> Int {
    let (source, target) = (Array(left), Array(right))
    var (before, row) = ([Int](), Array(0...target.count))
    for (i, character) in source.enumerated() {
        let last = row
        var diagonal = row[0]
        row[0] = i + 1
        for j in target.indices {
            let change = diagonal + (character == target[j] ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
            if i > 0, j > 0, character == target[j - 1], source[i - 1] == target[j] {
                row[j + 1] = min(row[j + 1], before[j - 1] + 1)
            }
        }
        before = last
    }
    return row[target.count]
}
