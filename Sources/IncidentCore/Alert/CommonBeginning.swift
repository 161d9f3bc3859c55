/// What many values of a label begin with alike: their ends are read, and what all have in common is not read each time.
package struct CommonBeginning: Sendable, Equatable {
    /// With the sign that ends it; empty where there is none, or none that is worth a sign of its own.
    package let text: String

    /// What is shorter is read faster than it is filled in.
    private static let leastCharacters = 8

    /// - Parameter values: one alone has nothing in common with others.
    package init(_ values: some Collection<String>) {
        guard let first = values.first else {
            text = ""
            return
        }
        var shared = Array(first)
        var differs = false
        for value in values where value != first {
            differs = true
            shared = zip(shared, value).prefix { $0 == $1 }.map(\.0)
        }
        let length = (shared.lastIndex { "-_./:".contains($0) } ?? -1) + 1
        text = differs && length >= Self.leastCharacters ? String(shared[..<length]) : ""
    }

    /// `…-x2k4j`; what does not begin so, or is no longer, stays whole.
    package func shortened(_ value: String) -> String {
        guard !text.isEmpty, value.hasPrefix(text), value.count > text.count else { return value }
        return "…" + value.dropFirst(text.count - 1)
    }
}
