/// A time in which nobody is told of some alerts: one that a person has made, or one turn of a maintenance window.
///
/// It mutes telling and never recording: incidents open, are diagnosed and are shown as ever.
package struct Silence: Sendable, Equatable {
    package let source: Source
    package let selector: AlertSelector
    package let from: Timestamp
    /// At this time it is in force no more.
    package let until: Timestamp
    /// Empty where a maintenance window gives no reason.
    package let why: String

    package enum Source: Sendable, Hashable {
        /// A person's, with the number by which it can be ended.
        case person(String, id: Int64)
        /// The maintenance window of that name.
        case maintenance(String)
    }

    package init(_ source: Source, selector: AlertSelector, from: Timestamp, until: Timestamp, why: String) {
        self.source = source
        self.selector = selector
        self.from = from
        self.until = until
        self.why = why
    }

    package func isInForce(at now: Timestamp) -> Bool { from <= now && now < until }

    /// When it begins, and once it has begun when it ends.
    package func nextChange(after now: Timestamp) -> Timestamp { from > now ? from : until }

    /// `silence #3 by alice until 2026-11-23 08:00:00 UTC: database upgrade`.
    package var words: String { words { $0.readable } }

    /// - Parameter text: how its end is written.
    func words(_ text: (Timestamp) -> String) -> String {
        let name =
            switch source {
            case .person(let person, let id): "silence #\(id) by \(person)"
            case .maintenance(let window): "maintenance \"\(window)\""
            }
        return "\(name) until \(text(until))" + (why.isEmpty ? "" : ": \(why)")
    }
}

/// Why nobody is told of an incident now.
package struct IncidentSilence: Sendable, Equatable {
    /// The words of the silence; of several that of the one which ends first, and how many more there are.
    package let words: String
    /// When the first of them ends: something that it matches may be told then.
    package let until: Timestamp

    package init(words: String, until: Timestamp) {
        self.words = words
        self.until = until
    }
}

extension [Silence] {
    /// By what an alert with these labels is silenced; `nil` when it is not.
    package func silence(of labels: Labels, at now: Timestamp) -> AlertSilence? {
        longest(for: labels, at: now).map { AlertSilence(words: $0.words, until: $0.until) }
    }

    /// By what an incident is silenced whose firing alerts have these labels: each of them must be, for one that is not is
    /// to be told.
    ///
    /// - Returns: `nil` when one is not silenced, or there is none.
    package func silencing(_ alerts: some Sequence<Labels>, at now: Timestamp) -> IncidentSilence? {
        var found: [AlertSilence] = []
        for labels in alerts {
            guard let silence = silence(of: labels, at: now) else { return nil }
            found.append(silence)
        }
        return IncidentSilence(found)
    }

    /// Of those in force that match an alert the one that ends last.
    private func longest(for labels: Labels, at now: Timestamp) -> Silence? {
        var longest: Silence?
        for silence in self where silence.isInForce(at: now) && silence.selector.matches(labels) {
            if longest.map({ $0.until < silence.until }) ?? true { longest = silence }
        }
        return longest
    }
}
