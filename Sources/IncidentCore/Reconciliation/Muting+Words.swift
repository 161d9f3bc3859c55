extension Muting {
    /// What mutes an alert, for people: `silenced in Alertmanager by alice until 2026-11-23 08:00:00 UTC: deploy`.
    ///
    /// - Parameters:
    ///   - silences: those of the identifiers that could be asked for.
    ///   - names: of alerts, by fingerprint.
    package func words(silences: [String: ListedSilence], names: [String: String]) -> String {
        var parts: [String] = []
        if let id = silencedBy.first {
            parts.append("silenced in Alertmanager\(silences[id].map(Self.words) ?? "")\(Self.more(silencedBy))")
        }
        if let inhibitor = inhibitedBy.first {
            let name = names[inhibitor]?.singleLine(limit: 80) ?? "another alert"
            parts.append("inhibited in Alertmanager by \(name)\(Self.more(inhibitedBy))")
        }
        if let interval = mutedBy.first {
            parts.append("muted in Alertmanager by the time interval \(interval.singleLine(limit: 80))")
        }
        return parts.isEmpty ? "muted in Alertmanager" : parts.joined(separator: "; ")
    }

    private static func words(_ silence: ListedSilence) -> String {
        let author = silence.createdBy.isEmpty ? "" : " by \(silence.createdBy.singleLine(limit: 60))"
        let end = silence.endsAt.map { " until \($0.readable)" } ?? ""
        let comment = silence.comment.isEmpty ? "" : ": \(silence.comment.singleLine(limit: 200))"
        return author + end + comment
    }

    private static func more(_ list: [String]) -> String { list.count > 1 ? " (and \(list.count - 1) more)" : "" }
}
