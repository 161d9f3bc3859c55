/// Why nobody is told of an alert now.
///
/// As long as others of its incident fire that are not silenced it counts for nothing there: the incident is not named after
/// it, is as urgent as without it, and no policy begins for it.
package struct AlertSilence: Sendable, Hashable {
    /// Of the silence that matches it; of several that of the one which ends last.
    package let words: String
    package let until: Timestamp

    package init(words: String, until: Timestamp) {
        self.words = words
        self.until = until
    }

    /// `silence #3 by alice until …: upgrade, is over`.
    func endedWords(at now: Timestamp) -> String {
        now < until ? "\(words), was ended before its time" : "\(words), is over"
    }
}

extension IncidentSilence {
    /// Of the alerts of an incident that fire, each of which is silenced; `nil` when there is none.
    package init?(_ alerts: some Sequence<AlertSilence>) {
        let all = Set(alerts)
        guard let first = all.min(by: { ($0.until, $0.words) < ($1.until, $1.words) }) else { return nil }
        let more = all.count > 1 ? ", and \(all.count - 1) more" : ""
        self.init(words: first.words + more, until: first.until)
    }
}

extension [AlertSilence] {
    /// `silence #3 … and silence #4 …`, each once.
    var shortWords: String {
        var distinct: [String] = []
        for silence in self where !distinct.contains(silence.words) { distinct.append(silence.words) }
        let more = distinct.count > 2 ? " and \(distinct.count - 2) more" : ""
        return distinct.prefix(2).joined(separator: more.isEmpty ? " and " : ", ") + more
    }
}
