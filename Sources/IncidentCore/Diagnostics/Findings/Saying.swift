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

    /// Those of one shape as the first of them, with how many there are, the most frequent first: `request 1204 failed (5 alike)`,
    /// or `(5 times)` where they are the same.
    ///
    /// - Parameter isWhole: whether all there is was counted.
    func foldedByShape(isWhole: Bool) -> [Saying] {
        var folds: [(text: String, isAlone: Bool, lines: [Int])] = []
        var places: [[String]: Int] = [:]
        for saying in self {
            let shape = saying.text.shape
            if let place = places[shape] {
                folds[place].isAlone = false
                folds[place].lines += saying.lines
            } else {
                places[shape] = folds.count
                folds.append((saying.text, true, saying.lines))
            }
        }
        // Sorting does not keep the order of equals.
        let order = folds.indices.sorted { left, right in
            let (many, few) = (folds[left].lines.count, folds[right].lines.count)
            return many != few ? many > few : left < right
        }
        return order.map { place in
            let fold = folds[place]
            let number = "\(isWhole ? "" : "over ")\(fold.lines.count)"
            let words = fold.lines.count == 1 ? "" : " (\(number) \(fold.isAlone ? "times" : "alike"))"
            return Saying(
                text: fold.text.onePrintableLine(limit: Saying.lengthLimit - words.count) + words, lines: fold.lines)
        }
    }
}

extension String {
    /// Of a sentence what stays the same from one to the next: what stands before, between and behind numbers, ids, times and
    /// addresses.
    fileprivate var shape: [String] {
        let bytes = Array(utf8)
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        var (words, end) = ([String](), 0)
        for match in Self.changingParts.matches(in: self) {
            guard let value = match.firstGroupRange, bytes[value].contains(where: { (48...57).contains($0) }) else {
                continue
            }
            words.append(text(end..<value.lowerBound))
            end = value.upperBound
        }
        return words + [text(end..<bytes.count)]
    }

    /// A value where there is a first group, else a name, whose numbers belong to it: `node-3`, `api-7d9c6b5f4-2xkqv`.
    private static let changingParts = Pattern.builtIn(
        #"([0-9](?:[0-9A-Za-z_.:,%+/-]*[0-9A-Za-z%])?"#
            + #"|[0-9A-Fa-f]{6,}(?:-[0-9A-Fa-f]{4,})*\b"#
            + #"|[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){2,7})"#
            + #"|[A-Za-z_][0-9A-Za-z_]*(?:[-.][0-9A-Za-z_]+)*"#)
}
