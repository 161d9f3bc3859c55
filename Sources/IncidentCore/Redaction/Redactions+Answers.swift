internal import Patterns

extension Redactions {
    /// As `redact`; of what `question` asked it is known besides how its answer is written.
    ///
    /// Redis prints the fields of a hash or a stream in turn with what they hold, each in a line of its own: behind the name of
    /// a secret goes whatever stands there.
    /// - Parameter question: program and arguments.
    package func redact(_ text: String, answering question: [String]) -> (text: String, count: Int) {
        guard Self.namesValuesInTurn(question) else { return redact(text) }
        var search = SecretSearch(Array(text.utf8))
        if question.contains("--csv") {
            var position = 0
            while let cells = Self.cells.firstRanges(in: search.text.bytes, from: position), let name = cells[1] {
                position = name.upperBound + 1
                if let secret = cells[2].flatMap({ Self.secret($0, named: name, in: search.text) }) {
                    search.hide(secret)
                }
            }
        } else {
            var line = RedisLine(from: 0, in: search.text)
            while line.end < search.text.bytes.count {
                let next = RedisLine(from: line.end + 1, in: search.text)
                if let secret = Self.secret(next.value, named: line.value, in: search.text) { search.hide(secret) }
                line = next
            }
        }
        let rest = redact(search.redacted(0..<search.text.bytes.count))
        return (rest.text, search.ranges.count + rest.count)
    }

    private static func namesValuesInTurn(_ question: [String]) -> Bool {
        guard let redis = question.firstIndex(where: { ReadOnlyGrammar.programName($0) == "redis-cli" }) else {
            return false
        }
        return question[redis...].contains { namingCommands.contains($0.lowercased()) }
    }

    private static let namingCommands: Set = [
        "hgetall", "hscan", "hrandfield", "xrange", "xrevrange", "xread", "stream", "config",
    ]

    private static let cells = Pattern.builtIn(#""((?:[^"\n\\]|\\.)*)","((?:[^"\n\\]|\\.)*)""#)

    private static func secret(_ value: Range<Int>, named name: Range<Int>, in text: SearchedText) -> Range<Int>? {
        guard let kind = SecretName(text.bytes[name]), kind != .hint,
            !SecretValue.isHarmless(text.bytes[value], named: kind)
        else { return nil }
        return value
    }
}
