internal import IncidentCore

/// An incident's alerts for the terminal: what those of one name have alike is said once, and each is named by what differs.
struct AlertsReport {
    /// So many are read at most.
    static let read = 500
    /// Rows of single alerts where there is room for them, and names.
    static let rows = 12
    private static let names = 6
    /// Where there is little room; and so many of the annotations that all have alike.
    static let fewRows = 4
    private static let fewNames = 2
    private static let fewAnnotations = 2
    /// Up to so many alerts of one name are shown with all that they say of themselves.
    private static let told = 3

    /// The most urgent, in this order.
    private let alerts: [Occurrence]
    private let incidentID: Int64
    private let total: Int
    private let firing: Int
    /// Whether there is little room.
    private let isShort: Bool
    private let headWords: String?
    private let staleWords: (Occurrence) -> String?

    /// - Parameters:
    ///   - total: how many occurrences there are, of which `alerts` may be a part.
    ///   - headWords: how many alerts these are of; `nil` where each is another.
    ///   - staleWords: that nobody has spoken of one for long.
    init(
        _ alerts: [Occurrence], of incidentID: Int64, total: Int, firing: Int, headWords: String? = nil,
        isShort: Bool = false, staleWords: @escaping (Occurrence) -> String?
    ) {
        (self.alerts, self.incidentID) = (alerts, incidentID)
        (self.total, self.firing, self.isShort, self.staleWords) = (total, firing, isShort, staleWords)
        self.headWords = headWords
    }

    var lines: [String] {
        let shown = kinds.prefix(isShort ? Self.fewNames : Self.names)
        let rows = max(2, (isShort ? Self.fewRows : Self.rows) / max(1, shown.count))
        let head = headWords.map { "Alerts (\($0))" } ?? (total > 1 ? "Alerts (\(total), \(firing) firing)" : "Alerts")
        let listed = shown.map { lines(of: $0, rows: rows) }
        let left = total - listed.reduce(0) { $0 + $1.shown }
        return [head] + listed.flatMap(\.lines)
            + (left > 0 ? ["- and \(left) more: responder incident alerts \(incidentID)"] : [])
    }

    /// Those of one name each, in the order of the first.
    private var kinds: [[Occurrence]] {
        var (kinds, places): ([[Occurrence]], [String: Int]) = ([], [:])
        for alert in alerts {
            let name = alert.alert.name
            if let place = places[name] {
                kinds[place].append(alert)
            } else {
                places[name] = kinds.count
                kinds.append([alert])
            }
        }
        return kinds
    }

    private func lines(of kind: [Occurrence], rows: Int) -> (lines: [String], shown: Int) {
        guard kind.count > 1, let first = kind.first else {
            return (kind.flatMap { row(of: $0, named: $0.alert.name, without: [], annotations: []) }, kind.count)
        }
        let labels = kind.common(\.labels)
        let annotations = kind.common(\.annotations)
        let firing = kind.count(where: { $0.alert.status == .firing })
        let distinct = Set(kind.map(\.alert.fingerprint)).count
        let times = distinct == kind.count ? "" : ", fired \(kind.count) times"
        let count = (firing == distinct ? "\(firing) firing" : "\(distinct), \(firing) firing") + times
        var lines = ["- \(first.alert.name), \(count)\(Self.braces(labels))".singleLine(limit: 400)]
        lines += annotations.prefix(isShort ? Self.fewAnnotations : annotations.count)
            .map { Self.annotation($0, indent: "    ") }
        if kind.count > Self.rows, let spread = kind.spread { lines.append("    " + spread.singleLine(limit: 400)) }
        guard kind.count > Self.told else {
            let rows = kind.flatMap { row(of: $0, named: nil, without: labels, annotations: annotations) }
            return (lines + rows.map { "    \($0)" }, kind.count)
        }
        let differing = DifferingLabels(kind.map(\.alert.labels))
        lines += differing.labels.filter { !$0.beginning.text.isEmpty }.prefix(isShort ? 1 : 2).map {
            "    " + "\($0.name) begins with \($0.beginning.text)".singleLine(limit: 400)
        }
        let shown = kind.prefix(rows)
        return (lines + shown.map { "    \(short(of: $0, differing))" }, shown.count)
    }

    /// One of many: what tells it from the others first, by which they differ most in front.
    private func short(of occurrence: Occurrence, _ differing: DifferingLabels) -> String {
        let alert = occurrence.alert
        let own = differing.words(of: alert.labels)
        let stale = staleWords(occurrence).map { ", \($0)" } ?? ""
        let quiet = occurrence.quietWords.map { ": \($0)" } ?? ""
        let since = "\(alert.status.rawValue) since \(alert.startsAt.readable)\(stale)\(quiet)"
        return "- \(own.isEmpty ? "" : "\(own.joined(separator: ", ")); ")\(since)".singleLine(limit: 400)
    }

    /// One alert, and what it says of itself.
    ///
    /// - Parameters:
    ///   - known: labels that were said before.
    ///   - annotations: those that were.
    private func row(
        of occurrence: Occurrence, named name: String?, without known: [Labels.Pair], annotations: [Labels.Pair]
    ) -> [String] {
        let alert = occurrence.alert
        let stale = staleWords(occurrence).map { ", \($0)" } ?? ""
        let labels = alert.labels.pairs.filter { $0.name != "alertname" && !known.contains($0) }
        let since = [alert.status.rawValue, name].compactMap(\.self).joined(separator: " ")
        let head = "- \(since) since \(alert.startsAt.readable)\(stale)\(Self.braces(labels))"
        return [head.singleLine(limit: 400)]
            + (occurrence.quietWords.map { ["    \($0.singleLine(limit: 700))"] } ?? [])
            + alert.annotations.pairs.filter { !annotations.contains($0) }.map { Self.annotation($0, indent: "    ") }
    }

    private static func annotation(_ pair: Labels.Pair, indent: String) -> String {
        indent + "\(pair.name): \(pair.value)".singleLine(limit: 400)
    }

    private static func braces(_ pairs: [Labels.Pair]) -> String {
        pairs.isEmpty ? "" : " {\(pairs.map { "\($0.name)=\($0.value)" }.joined(separator: ", "))}"
    }
}

extension [Occurrence] {
    /// What all have alike, in the order of the first; without the name.
    fileprivate func common(_ part: (Alert) -> Labels) -> [Labels.Pair] {
        guard let first else { return [] }
        let shared = dropFirst().reduce(into: Set(part(first.alert).pairs)) {
            $0.formIntersection(part($1.alert).pairs)
        }
        return part(first.alert).pairs.filter { shared.contains($0) && $0.name != "alertname" }
    }

    /// How they are spread over the label that has the fewest values among those that differ: `node: 12 values, a (40), b (38),
    /// c (37) and 9 more`; `nil` where each has its own.
    fileprivate var spread: String? {
        var values: [String: [String: Int]] = [:]
        for occurrence in self {
            for pair in occurrence.alert.labels.pairs where pair.name != "alertname" {
                values[pair.name, default: [:]][pair.value, default: 0] += 1
            }
        }
        let differing = values.filter { $0.value.count > 1 && $0.value.count <= count / 2 }
        guard let label = differing.min(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) }) else { return nil }
        let most = label.value.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let named = most.prefix(3).map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
        let rest = most.count > 3 ? " and \(most.count - 3) more" : ""
        return "\(label.key): \(most.count) values, \(named)\(rest)"
    }
}

extension Incident {
    /// What a list of occurrences cannot say by their number: alerts that came back, and those that are hidden.
    var alertsHead: String? {
        repeatedCount > 0 || !hidden.isEmpty ? firingWords + repeatWords : nil
    }
}
