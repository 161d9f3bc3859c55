internal import Synchronization

/// Label or annotation pairs, ordered by name; names are unique. All of it is text that others wrote.
///
/// An array and not a dictionary: an alert has about ten pairs, which are read once or twice each.
package struct Labels: Sendable {
    /// An alert is copied many times on its way, so that one reference stands for all that does not change.
    private final class Content: Sendable {
        let sourceJSON: String?
        private let known: [Pair]?
        /// Of one that came with its JSON only.
        private let read = Mutex<[Pair]?>(nil)

        init(_ pairs: [Pair]?, sourceJSON: String?) {
            known = pairs
            self.sourceJSON = sourceJSON
        }

        var pairs: [Pair] {
            if let known { return known }
            return read.withLock { read in
                if let read { return read }
                let pairs = (try? Labels(json: sourceJSON ?? "{}"))?.pairs ?? []
                read = pairs
                return pairs
            }
        }
    }

    private static let none = Content([], sourceJSON: nil)

    private let content: Content

    package var pairs: [Pair] { content.pairs }
    /// The JSON object they were read from, when it can be kept as it stands.
    var sourceJSON: String? { content.sourceJSON }

    package struct Pair: Hashable, Sendable {
        package let name: String
        package let value: String
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Of a name that comes twice the last pair counts, as in JSON.
    package init(_ pairs: [Pair] = []) { self.init(pairs, sourceJSON: nil) }

    /// - Parameter sourceJSON: what the pairs were read from.
    init(_ pairs: [Pair], sourceJSON: String?) {
        content =
            pairs.isEmpty ? Self.none : Content(Self.ordered(pairs), sourceJSON: sourceJSON)
    }

    /// Pairs that are read only when somebody asks for one: of most annotations nobody does.
    ///
    /// - Parameter plainJSON: an object of one text or more, proved to be one.
    init(unread plainJSON: String) { content = Content(nil, sourceJSON: plainJSON) }

    private static func ordered(_ pairs: [Pair]) -> [Pair] {
        guard !zip(pairs, pairs.dropFirst()).allSatisfy({ $0.name < $1.name }) else { return pairs }
        var unique: [String: String] = [:]
        for pair in pairs { unique[pair.name] = pair.value }
        return unique.map(Pair.init(name:value:)).sorted { $0.name < $1.name }
    }

    package var isEmpty: Bool { pairs.isEmpty }

    package subscript(name: String) -> String? {
        let pairs = pairs
        // By index: a closure would be given a copy of each pair.
        for place in pairs.indices where pairs[place].name == name { return pairs[place].value }
        return nil
    }

    /// The pairs that both have.
    package func common(with other: Labels) -> Labels {
        // Both are in the order of their names, so each is gone through once.
        var others = other.pairs[...]
        return Labels(
            pairs.filter { pair in
                while let next = others.first, next.name < pair.name { others.removeFirst() }
                return others.first == pair
            })
    }
}

extension Labels: Hashable {
    package static func == (left: Labels, right: Labels) -> Bool { left.pairs == right.pairs }
    package func hash(into hasher: inout Hasher) { hasher.combine(pairs) }
}

extension Labels: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map(Pair.init(name:value:)))
    }
}

extension Labels: Codable {
    package init(from decoder: any Decoder) throws {
        let values = try decoder.singleValueContainer().decode([String: String].self)
        self.init(values.map(Pair.init(name:value:)).sorted { $0.name < $1.name })
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Dictionary(uniqueKeysWithValues: pairs.map { ($0.name, $0.value) }))
    }
}
