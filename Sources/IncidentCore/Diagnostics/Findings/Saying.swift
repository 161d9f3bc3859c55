internal import Patterns

/// A sentence that a rule says, and of which lines of the output.
struct Saying {
    let text: String
    /// One for each row or place it is said of.
    var lines: [Int]

    /// - Parameter text: made one line here, so that what looks the same is the same.
    init(text: String, lines: [Int]) {
        self.text = text.onePrintableLine(limit: Self.lengthLimit).trimmingBlanks()
        self.lines = lines
    }

    static let lengthLimit = 200
}

extension [Saying] {
    /// Each sentence once, in the order of the first of each; what says nothing is left out.
    func withoutRepetition() -> [Saying] {
        var kept: [Saying] = []
        var places: [String: Int] = [:]
        for saying in self where !saying.text.isEmpty {
            if let place = places[saying.text] {
                kept[place].lines += saying.lines
            } else {
                places[saying.text] = kept.count
                kept.append(saying)
            }
        }
        return kept
    }

    /// Those of one shape as one that says how often, the most frequent first: `request … failed (5 times)`.
    ///
    /// - Parameter isWhole: whether all there is was counted.
    func foldedByShape(isWhole: Bool) -> [Saying] {
        var folds: [(shape: SentenceShape, lines: [Int])] = []
        var places: [[String]: Int] = [:]
        for saying in self {
            let shape = SentenceShape(saying.text)
            if let place = places[shape.words] {
                folds[place].shape.unite(with: shape)
                folds[place].lines += saying.lines
            } else {
                places[shape.words] = folds.count
                folds.append((shape, saying.lines))
            }
        }
        // Sorting does not keep the order of equals.
        let order = folds.indices.sorted { left, right in
            let (many, few) = (folds[left].lines.count, folds[right].lines.count)
            return many != few ? many > few : left < right
        }
        return order.map { place in
            let fold = folds[place]
            let times = fold.lines.count == 1 ? "" : " (\(isWhole ? "" : "over ")\(fold.lines.count) times)"
            let text = fold.shape.text.onePrintableLine(limit: Saying.lengthLimit - times.count)
            return Saying(text: text + times, lines: fold.lines)
        }
    }
}

/// A sentence as what stays the same from one to the next, and between it what does not: numbers, ids, times, addresses.
struct SentenceShape {
    /// What stands before, between and behind the values.
    private(set) var words: [String] = []
    /// `nil` for one that is not the same in all sentences of the shape.
    private var values: [String?] = []

    init(_ sentence: String) {
        let bytes = Array(sentence.utf8)
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        var end = 0
        for match in Self.parts.matches(in: sentence) {
            guard let value = match.firstGroupRange, bytes[value].contains(where: { (48...57).contains($0) }) else {
                continue
            }
            words.append(text(end..<value.lowerBound))
            values.append(text(value))
            end = value.upperBound
        }
        words.append(text(end..<bytes.count))
    }

    /// - Parameter other: of the same words.
    mutating func unite(with other: SentenceShape) {
        for place in values.indices where values[place] != other.values[place] { values[place] = nil }
    }

    var text: String { zip(words, values + [""]).reduce(into: "") { $0 += $1.0 + ($1.1 ?? "…") } }

    /// A value where there is a first group, else a name, whose numbers belong to it: `node-3`, `api-7d9c6b5f4-2xkqv`.
    private static let parts = Pattern.builtIn(
        #"([0-9](?:[0-9A-Za-z_.:,%+/-]*[0-9A-Za-z%])?"#
            + #"|[0-9A-Fa-f]{6,}(?:-[0-9A-Fa-f]{4,})*\b"#
            + #"|[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){2,7})"#
            + #"|[A-Za-z_][0-9A-Za-z_]*(?:[-.][0-9A-Za-z_]+)*"#)
}
