/// Where an alert is, as a title says it: `shop/checkout in eu-1`. What is the same in many places has the same summary.
struct Place: Sendable, Equatable {
    private let namespace: String?
    private let thing: String?
    private let cluster: String?

    /// What an alert is about, the narrowest first.
    private static let things = ["pod", "deployment", "statefulset", "daemonset", "service"]
    private static let limit = 60

    init(_ labels: Labels) {
        let pairs = labels.pairs
        func label(_ name: String) -> String? {
            // By index: a closure would be given a copy of each pair.
            for place in pairs.indices where pairs[place].name == name {
                let text = pairs[place].value.singleLine(limit: Self.limit)
                return text.isEmpty ? nil : text
            }
            return nil
        }
        cluster = label("cluster")
        if let thing = Self.things.lazy.compactMap(label).first {
            (namespace, self.thing) = (label("namespace"), thing)
        } else if let node = label("node") {
            // The namespace is that of what watches it.
            (namespace, thing) = (nil, node)
        } else {
            namespace = label("namespace")
            // Who was scraped says less than what it is.
            thing = namespace == nil ? label("instance") : nil
        }
    }

    /// Only what a text does not say already; naming one of the things that an alert is about is enough.
    init(_ labels: Labels, thatIsNotIn text: String) {
        let whole = Place(labels)
        let said = SaidWords(text)
        func unsaid(_ word: String?) -> String? { word.flatMap { said.contains($0) ? nil : $0 } }
        namespace = unsaid(whole.namespace)
        cluster = unsaid(whole.cluster)
        let isNamed = Self.things.contains { labels[$0].map(said.contains) ?? false }
        thing = isNamed ? nil : unsaid(whole.thing)
    }

    /// Empty when nothing is known.
    var text: String { [spot, cluster.map { "in \($0)" }].compactMap { $0 }.joined(separator: " ") }

    /// For the end of a name: ` on shop/checkout in eu-1`.
    var ending: String { (spot == nil ? "" : " on") + (text.isEmpty ? "" : " \(text)") }

    private var spot: String? {
        let parts = [namespace, thing].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }
}

/// A text to look for words in, in capitals or not: "api" is not in "rapid" and not in "analytics-api".
private struct SaidWords {
    /// By bytes: titles are made of every alert that begins to fire, and a comparison of characters is slow.
    private let text: [UInt8]

    init(_ text: String) { self.text = text.utf8.map(\.lowercasedASCII) }

    /// Whether it has `word` with no letter, digit, `-` or `_` beside it.
    func contains(_ word: String) -> Bool {
        var word = word
        return word.withUTF8 { word in
            guard let first = word.first?.lowercasedASCII, text.count >= word.count else { return false }
            var start = 0
            while start + word.count <= text.count {
                if text[start] == first, start == 0 || !text[start - 1].isInWord, has(word, at: start) { return true }
                start += 1
            }
            return false
        }
    }

    private func has(_ word: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        for place in word.indices where text[start + place] != word[place].lowercasedASCII { return false }
        let end = start + word.count
        return end == text.count || !text[end].isInWord
    }
}

extension UInt8 {
    fileprivate var lowercasedASCII: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }

    /// Bytes of anything but ASCII are of letters.
    fileprivate var isInWord: Bool {
        let lower = lowercasedASCII
        return (0x61...0x7A).contains(lower) || (0x30...0x39).contains(self) || self == 0x2D || self == 0x5F
            || self >= 0x80
    }
}
