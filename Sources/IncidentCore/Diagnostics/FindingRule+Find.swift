internal import Patterns

extension FindingRule {
    /// What the rule has to say about a collector's output: at most five sentences, none twice, each one line of at
    /// most 200 characters.
    ///
    /// Output is text that others write; a pod that prints a matching line a thousand times must not fill the page.
    package func findings(in output: String, of collector: String) -> [Finding] {
        var sentences: [String] = []
        for match in pattern.matches(in: output, limit: 100) where sentences.count < 5 {
            let text = match.expand(sentence).onePrintableLine(limit: 200)
            if !text.isEmpty, !sentences.contains(text) { sentences.append(text) }
        }
        return sentences.map { Finding(collector: collector, level: level, text: $0) }
    }
}
