internal import IncidentCore

/// Which incidents a policy is for; enough to see what no policy takes and which policy never gets any.
struct PolicyReach {
    /// Empty is every priority.
    let priorities: [Priority]
    let matchers: AlertSelector
    private let name: String
    private let node: TableNode

    /// `nil` when the priorities or the matchers have a problem.
    init?(_ fields: TableMapping) {
        guard let priorities = fields["priority"].map({ $0.priorities() }) ?? [],
            let matchers = fields.selector()
        else { return nil }
        if fields["priority"] != nil, priorities.isEmpty {
            fields["priority"]?.problem("priority is an empty list; leave the key out for every priority")
        }
        self.priorities = priorities
        self.matchers = matchers
        name = Self.quietName(fields)
        node = fields.node
    }

    /// Every priority must have a policy that takes all of it, whatever the labels.
    static func check(_ reaches: [PolicyReach?], in node: TableNode) {
        for (index, reach) in reaches.enumerated() {
            guard let reach, let earlier = reach.shadow(among: reaches[..<index].compactMap(\.self)) else { continue }
            reach.node.warn(
                "policy \"\(reach.name)\" never applies: policy \"\(earlier)\" before it takes all of its incidents")
        }
        // A policy that could not be read may be the one that is missing.
        guard !reaches.contains(where: { $0 == nil }) else { return }
        let catchAll = reaches.compactMap(\.self).filter(\.matchers.isEverything)
        for priority in Priority.allCases where !catchAll.contains(where: { $0.takes(priority) }) {
            node.problem(
                "no policy without match and match_any takes \(priority.rawValue); add one, or nobody is told of such an incident"
            )
        }
    }

    private func takes(_ priority: Priority) -> Bool { priorities.isEmpty || priorities.contains(priority) }

    /// The earlier policy that takes the first of its incidents, when earlier ones take them all: each priority with
    /// each alternative of its matchers.
    private func shadow(among earlier: [PolicyReach]) -> String? {
        let takers = (priorities.isEmpty ? Priority.allCases : priorities).flatMap { priority in
            matchers.alternatives.map { set in
                earlier.first { $0.takes(priority) && $0.matchers.covers(set) }?.name
            }
        }
        return takers.contains { $0 == nil } ? nil : takers.first ?? nil
    }

    /// The name without a second report of what is wrong with it.
    private static func quietName(_ fields: TableMapping) -> String {
        guard let node = fields["name"], !node.isList, !node.isMapping, !node.isNothing else { return "without a name" }
        return node.text() ?? "without a name"
    }
}
