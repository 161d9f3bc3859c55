/// How many alerts of an incident fire and what they share, for what is shown in one line. Of one alert nothing is said.
struct AlertCount: Sendable, Equatable {
    private let count: Int
    /// The name that all of them have.
    private let name: String?
    /// The namespace that all of them are in.
    private let namespace: String?

    /// In UTF-16 units.
    private static let nameLimit = 40

    /// - Parameter alerts: those of the incident that are known, the lead first.
    init(_ incident: Incident, _ alerts: [Occurrence]) {
        count = incident.status == .resolved ? 0 : incident.firingCount
        let firing = alerts.map(\.alert).filter { $0.status == .firing }
        func shared(_ value: (Alert) -> String?) -> String? {
            guard let first = firing.first.flatMap(value), !first.isEmpty else { return nil }
            return firing.allSatisfy { value($0) == first } ? first : nil
        }
        name = shared { $0.displayName }
        namespace = shared { $0.labels["namespace"] }
    }

    /// `500 alerts PodCrashLooping in shop: Pod api-1 is crash looping, and 499 more`, `ApiDown: it is down, and 1 more`.
    ///
    /// - Parameters:
    ///   - title: of the lead.
    ///   - limit: in `unit`; of what is too long the title gives way, never the numbers.
    func counted(_ title: String, within limit: Int = .max, in unit: TextUnit = .utf16) -> String {
        func cut(_ text: String, _ words: String) -> String {
            limit == .max ? text : text.line(within: max(20, limit - words.length(in: unit)), in: unit)
        }
        guard count > 1 else { return cut(title, "") }
        guard count > 2 else { return cut(title, Self.oneMore) + Self.oneMore }
        let end = ", and \(count - 1) more"
        guard let name, title.hasPrefix("\(name): ") else {
            let beginning = "\(count) alerts: "
            return beginning + cut(title, beginning + end) + end
        }
        let rest = String(title.dropFirst(name.count + 2))
        let place =
            namespace.flatMap { title.contains($0) ? nil : " in \($0.line(within: Self.nameLimit, in: .utf16))" } ?? ""
        let beginning = "\(count) alerts \(name.line(within: Self.nameLimit, in: .utf16))\(place): "
        return beginning + cut(rest, beginning + end) + end
    }

    private static let oneMore = ", and 1 more"
}
