internal import IncidentCore

extension TableMapping {
    /// The keys of every row that is for some alerts only.
    static let selectorKeys = ["match", "match_any"]

    /// `match` and `match_any` of a row; without them it is for every alert.
    ///
    /// - Returns: `nil` after a problem.
    func selector() -> AlertSelector? {
        let all = self["match"].map { $0.matchers() } ?? []
        let any = self["match_any"].map { $0.alternatives() } ?? []
        guard let all, let any else { return nil }
        return AlertSelector(all: all, any: any)
    }

    /// The same for a row that must not be for every alert.
    ///
    /// - Parameter otherwise: what to do instead, or what would happen.
    func requiredSelector(otherwise: String) -> AlertSelector? {
        guard self["match"] != nil || self["match_any"] != nil else {
            missing("\"match\" and no \"match_any\"", remedy: "add one")
            return nil
        }
        guard let selector = selector() else { return nil }
        guard selector.isEverything else { return selector }
        let place = self["match"] ?? self["match_any"] ?? node
        place.problem("\(place.label) is empty, which matches every alert; \(otherwise)")
        return nil
    }
}

extension TableNode {
    /// Conditions that must all hold, each in Alertmanager's matcher syntax.
    func matchers() -> [Matcher]? {
        list(of: "text") { $0.entryMatchers() }?.flatMap(\.self)
    }

    /// Conditions of which one must hold; an entry that is a list holds when all of it does.
    fileprivate func alternatives() -> [[Matcher]]? {
        guard let sets = list(of: "text", { $0.isList ? $0.matchers() : $0.entryMatchers() }) else { return nil }
        if sets.isEmpty || sets.contains(where: \.isEmpty) {
            problem("\(label) is empty or has an empty entry; write the conditions of which one must hold")
            return nil
        }
        return sets
    }

    /// One entry, which may hold several: `{team="a", env="b"}`.
    private func entryMatchers() -> [Matcher]? {
        guard let text = text() else { return nil }
        do throws(MatcherError) {
            let reading = try MatcherReading(text)
            if let doubt = reading.doubt { warn(doubt) }
            return reading.matchers
        } catch {
            problem(error.description)
            return nil
        }
    }
}
