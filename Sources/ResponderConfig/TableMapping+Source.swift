internal import IncidentCore

extension TableMapping {
    /// The keys that say where a collector's evidence comes from.
    static let sourceKeys = ["run", "trusted"]

    /// - Parameter functions: SQL functions of the team's own that only read.
    /// - Returns: `nil` after a problem.
    func source(functions: Set<String>) -> CollectorSource? {
        let trusted = self["trusted"].map { $0.flag() } ?? false
        return required("run")?.command(trusted: trusted, functions: functions).map(CollectorSource.run)
    }
}

extension TableNode {
    /// Whether a collector names no source that is designed and not built; it has a problem then.
    func hasKnownSource() -> Bool {
        let later = (isMapping ? entries() ?? [] : []).first { ["prometheus", "http"].contains($0.key) }
        guard let later else { return true }
        later.entry.value.problem(
            "\(later.key): this version asks programs only, by run; it has no such source yet")
        return false
    }
}
