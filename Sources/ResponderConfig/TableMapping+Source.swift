internal import IncidentCore

extension TableMapping {
    /// The keys that say where a collector's evidence comes from.
    static let sourceKeys = ["run", "trusted"]

    /// - Returns: `nil` after a problem.
    func source() -> CollectorSource? {
        let trusted = self["trusted"].map { $0.flag() } ?? false
        guard let words = required("run")?.command(trusted: trusted), let trusted else { return nil }
        return .run(CommandTemplate(words, isTrusted: trusted))
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
