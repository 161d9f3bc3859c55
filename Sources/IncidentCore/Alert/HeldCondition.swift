/// A condition that holds, and what it holds on.
package struct HeldCondition: Sendable, Equatable {
    /// As Alertmanager writes it: `severity=~"critical|page"`.
    package let condition: String
    /// The label that it asks for.
    package let name: String
    /// What that label says; `nil` where the alert has none, which a condition takes for an empty one.
    package let value: String?

    package init(condition: String, name: String, value: String?) {
        self.condition = condition
        self.name = name
        self.value = value
    }

    init(_ matcher: Matcher, on labels: Labels) {
        self.init(condition: matcher.description, name: matcher.name, value: labels[matcher.name])
    }
}

extension AlertSelector {
    /// By which conditions labels are meant: all of `all`, and of `any` the first set that holds whole; `nil` where they are
    /// not meant.
    package func held(by labels: Labels) -> [HeldCondition]? {
        guard all.allMatch(labels) else { return nil }
        guard !any.isEmpty else { return all.map { HeldCondition($0, on: labels) } }
        guard let set = any.first(where: { $0.allMatch(labels) }) else { return nil }
        return (all + set).map { HeldCondition($0, on: labels) }
    }
}
