package import IncidentCore

/// Many alerts in few lines: what is common is said once, and what is left is grouped by the label with the fewest values.
package struct AlertDigest: Sendable, Equatable {
    /// Labels that all of them have alike.
    package let common: [Labels.Pair]
    /// Annotations that all of them have alike.
    package let commonAnnotations: [Labels.Pair]
    /// By what they are grouped; `nil` where nothing divides them.
    package let label: String?
    /// The largest first.
    package let groups: [Group]
    /// By what the alerts of a group are named: the label with the most values.
    package let naming: String?

    package struct Group: Sendable, Equatable {
        /// Of the label; empty where they are not grouped.
        package let value: String
        package let count: Int
        package let firing: Int
        /// The first of what they are named by.
        package let names: [String]
        /// How many names come behind these.
        package let more: Int
    }

    /// So many alerts of a group are named, where there are many groups fewer: so many of all.
    static let namesShown = 50
    static let namesShownOfAll = 360

    /// - Parameter occurrences: all that are known, the most urgent first.
    package init(_ occurrences: [Occurrence]) {
        let alerts = occurrences.map(\.alert)
        let shared = Self.common(alerts.map(\.labels))
        common = shared
        commonAnnotations = Self.common(alerts.map(\.annotations))
        var values: [String: Set<String>] = [:]
        let commonNames = Set(shared.map(\.name))
        for alert in alerts {
            for pair in alert.labels.pairs where !commonNames.contains(pair.name) {
                values[pair.name, default: []].insert(pair.value)
            }
        }
        let naming = values.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
        self.naming = naming
        // One that has as many values as there are alerts divides nothing.
        let dividing = values.filter { $0.key != naming && (2...max(2, alerts.count / 2)).contains($0.value.count) }
        let label = dividing.min { ($0.value.count, $0.key) < ($1.value.count, $1.key) }?.key
        self.label = label
        groups = Self.groups(occurrences, by: label, naming: naming)
    }

    private static func groups(_ all: [Occurrence], by label: String?, naming: String?) -> [Group] {
        var order: [String] = []
        var members: [String: [Occurrence]] = [:]
        for occurrence in all {
            let value = label.flatMap { occurrence.alert.labels[$0] } ?? ""
            if members[value] == nil { order.append(value) }
            members[value, default: []].append(occurrence)
        }
        let shown = min(namesShown, max(10, namesShownOfAll / max(1, order.count)))
        return order.map { value in
            let those = members[value] ?? []
            var names: [String] = []
            for occurrence in those {
                let name = naming.flatMap { occurrence.alert.labels[$0] } ?? occurrence.alert.name
                if !names.contains(name) { names.append(name) }
            }
            return Group(
                value: value, count: Set(those.map(\.alert.fingerprint)).count,
                firing: those.count { $0.alert.status == .firing },
                names: Array(names.prefix(shown)), more: max(0, names.count - shown))
        }.sorted { $0.count > $1.count }
    }

    private static func common(_ all: [Labels]) -> [Labels.Pair] {
        guard let first = all.first else { return [] }
        var shared = first.pairs
        for labels in all.dropFirst() where !shared.isEmpty {
            let pairs = Set(labels.pairs)
            shared.removeAll { !pairs.contains($0) }
        }
        return shared
    }
}

extension AlertDigest {
    package func redacted(by redactions: Redactions) -> AlertDigest {
        func shown(_ value: String, of name: String?) -> String {
            let pair = Labels([Labels.Pair(name: name ?? "", value: value.shown(Shown.nameCharacters))])
            return redactions.apply(to: pair).pairs.first?.value ?? ""
        }
        return AlertDigest(
            common: redactions.apply(to: Labels(common)).shown.pairs,
            commonAnnotations: redactions.apply(to: Labels(commonAnnotations)).shown.pairs, label: label,
            groups: groups.map {
                Group(
                    value: shown($0.value, of: label), count: $0.count, firing: $0.firing,
                    names: $0.names.map { shown($0, of: naming) }, more: $0.more)
            }, naming: naming)
    }

    private init(
        common: [Labels.Pair], commonAnnotations: [Labels.Pair], label: String?, groups: [Group], naming: String?
    ) {
        (self.common, self.commonAnnotations) = (common, commonAnnotations)
        (self.label, self.groups, self.naming) = (label, groups, naming)
    }

    /// What the names of the alerts begin with, as far as they are told.
    package var beginning: CommonBeginning { CommonBeginning(groups.flatMap(\.names)) }

    /// What divides them, behind how many they are: `, in 12 groups by node, told apart by pod`; empty where nothing does.
    package var wordsOfGroups: String {
        let by = label.map { ", in \(groups.count) groups by \($0.singleLine(limit: 80))" } ?? ""
        return by + (naming.map { ", told apart by \($0.singleLine(limit: 80))" } ?? "")
    }
}

extension AlertDigest.Group {
    /// `42 fire, first …-x2k4j`, `40 of 42 fire, first api-1`
    ///
    /// - Parameter beginning: what all names begin with.
    package func words(naming: String?, beginning: CommonBeginning) -> String {
        let fire = "\(firing == count ? "" : "\(firing) of ")\(count) fire\(count == 1 ? "s" : "")"
        guard let first = names.first, naming != nil else { return fire }
        return "\(fire)\(count == 1 ? ": " : ", first ")\(beginning.shortened(first).singleLine(limit: 80))"
    }
}
