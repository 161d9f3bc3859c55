extension [OutputRow] {
    /// Those that an alert names first; of these and of the others what happened last, as far as rows say when. What says
    /// neither keeps its order.
    func closestFirst(to labels: Labels) -> [OutputRow] {
        let names = Set(labels.pairs.filter { !OutputRow.placeLabels.contains($0.name) }.map(\.value))
        let keyed = enumerated().map { (row: $1, isNamed: $1.isNamed(by: names), moment: $1.moment, place: $0) }
        return keyed.sorted { left, right in
            if left.isNamed != right.isNamed { return left.isNamed }
            return left.moment != right.moment ? left.moment > right.moment : left.place < right.place
        }.map(\.row)
    }
}

extension OutputRow {
    /// Labels that name where or how bad it is, and not what.
    fileprivate static let placeLabels: Set = [
        "alertname", "cluster", "job", "namespace", "priority", "severity", "team",
    ]

    /// Fields that name what a row is about.
    private static let nameFields = ["NAME", "name", "workload", "object", "node", "GROUP", "TOPIC"]

    fileprivate func isNamed(by names: Set<String>) -> Bool {
        Self.nameFields.contains { fields[$0].map(names.contains) ?? false }
    }

    /// When something happened to it last, as fields of Kubernetes say it; `.min` where none does.
    fileprivate var moment: Int64 {
        ["created", "last_ended", "last_seen"].compactMap { fields[$0].flatMap { FieldValue($0).time?.milliseconds } }
            .max() ?? .min
    }
}
