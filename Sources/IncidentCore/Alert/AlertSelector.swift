/// Which alerts a row of a table is for: `match`, all of which must hold, and `match_any`, of which one must.
package struct AlertSelector: Sendable, Hashable {
    /// Conditions that must all hold; empty is no condition.
    package let all: [Matcher]
    /// Sets of conditions of which one must hold whole; empty is no condition.
    package let any: [[Matcher]]

    package init(all: [Matcher] = [], any: [[Matcher]] = []) {
        self.all = all
        self.any = any
    }

    /// Whether every alert is meant.
    package var isEverything: Bool { alternatives.contains(where: \.isEmpty) }

    package func matches(_ labels: Labels) -> Bool {
        all.allMatch(labels) && (any.isEmpty || any.contains { $0.allMatch(labels) })
    }

    /// The selector as sets of which one must hold whole: each of `any` with all of `all`.
    package var alternatives: [Set<Matcher>] {
        any.isEmpty ? [Set(all)] : any.map { Set(all).union($0) }
    }

    /// Whether all that the set matches is seen to be matched here as well, by matchers that are the same. Of two
    /// regular expressions nobody can tell cheaply, so `false` proves nothing.
    package func covers(_ set: Set<Matcher>) -> Bool {
        alternatives.contains { $0.isSubset(of: set) }
    }
}

extension AlertSelector: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Matcher...) { self.init(all: elements) }
}
