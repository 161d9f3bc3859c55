/// A silence as a person makes it, checked and not stored yet.
package struct SilenceDraft: Sendable, Equatable {
    /// All must hold; at least one, and not only such as hold for every alert.
    package let matchers: [Matcher]
    package let from: Timestamp
    package let until: Timestamp
    package let by: String
    package let why: String

    /// Longer only where that is said in as many words: a silence that nobody remembers hides an outage.
    package static let longest: Duration = .seconds(30 * 86_400)
    /// However it is asked for: ten years. What is later is a slip, and would be cut without a word.
    package static let latestEnd: Duration = .seconds(3652 * 86_400)

    /// For what is stored already.
    package init(matchers: [Matcher], from: Timestamp, until: Timestamp, by: String, why: String) {
        self.matchers = matchers
        self.from = from
        self.until = until
        self.by = by
        self.why = why
    }

    package var selector: AlertSelector { AlertSelector(all: matchers) }
}

/// A silence that cannot be made or ended so, in words for a person.
package struct SilenceRefused: Error, Equatable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

/// What a person asks for, in the words that they gave; the same for page, API and command line.
package struct SilenceRequest: Sendable, Equatable {
    /// Conditions in Alertmanager's matcher syntax; one text may hold several.
    package var match: [String]
    /// As `TypedTime` reads it, of a time of day the next one; empty is now.
    package var from: String
    /// The same, of a time of day the next one after the beginning; empty where `duration` says it.
    package var until: String
    /// A Prometheus duration from the beginning; empty where `until` says it.
    package var duration: String
    package var by: String
    package var why: String
    package var allowsLonger: Bool
    /// Whose time it is without a zone.
    package var clock: LocalClock

    package init(
        match: [String] = [], from: String = "", until: String = "", duration: String = "", by: String = "",
        why: String = "", allowsLonger: Bool = false, clock: LocalClock = .utc
    ) {
        self.match = match
        self.from = from
        self.until = until
        self.duration = duration
        self.by = by
        self.why = why
        self.allowsLonger = allowsLonger
        self.clock = clock
    }
}

extension SilenceRequest {
    private static let matcherLimit = 50
    private static let matcherBytes = 4096
    private static let whyLimit = 500

    /// - Parameter wayToAllow: what asks for a longer one than the limit, as the surface calls it: `--allow-longer`.
    package func draft(at now: Timestamp, wayToAllow: String) throws(SilenceRefused) -> SilenceDraft {
        let matchers = try matchers()
        // What has passed is over: of a silence that began before it was made nobody could say what it hid.
        let from = max(try time(self.from, called: "from", after: now) ?? now, now)
        let until = try end(of: from)
        guard until > now else {
            throw SilenceRefused("until is \(until.readable), which is over; now it is \(now.readable)")
        }
        guard until > from else {
            throw SilenceRefused("until is \(until.readable), not later than from, \(from.readable)")
        }
        guard until - now <= SilenceDraft.latestEnd else { throw tooLate(until) }
        let length = until - from
        guard length <= SilenceDraft.longest || allowsLonger else {
            throw SilenceRefused(
                "the silence lasts \(length.prometheusRounded), the limit is \(SilenceDraft.longest.prometheusText); make "
                    + "it shorter, or ask for a longer one with \(wayToAllow)")
        }
        return SilenceDraft(matchers: matchers, from: from, until: until, by: try person(), why: try reason())
    }

    /// - Throws: where there is none, or they hold for every alert.
    package func matchers() throws(SilenceRefused) -> [Matcher] {
        var matchers: [Matcher] = []
        for text in match where !text.trimmingBlanks().isEmpty {
            guard text.utf8.count <= Self.matcherBytes else {
                throw SilenceRefused("a matcher has \(text.utf8.count) bytes, the limit is \(Self.matcherBytes)")
            }
            let reading: MatcherReading
            do throws(MatcherError) {
                reading = try MatcherReading(text)
            } catch {
                throw SilenceRefused(error.description)
            }
            // A table only warns of it, and somebody reads that; here something else would be hidden than was meant.
            if let doubt = reading.doubt { throw SilenceRefused(doubt) }
            matchers += reading.matchers
        }
        guard matchers.count <= Self.matcherLimit else {
            throw SilenceRefused("there are \(matchers.count) matchers, the limit is \(Self.matcherLimit)")
        }
        guard !matchers.isEmpty else {
            throw SilenceRefused("there is no matcher; give one such as alertname=\"DiskFull\"")
        }
        // As Alertmanager has it: such as hold where there is no label hold for nearly everything.
        guard !matchers.allMatch([:]) else {
            let words = matchers.map(\.description).joined(separator: ", ").singleLine(limit: 200)
            throw SilenceRefused(
                "\(words) matches alerts without any label, and so nearly every one; add a matcher that names what is meant"
            )
        }
        return matchers
    }

    private func end(of from: Timestamp) throws(SilenceRefused) -> Timestamp {
        let (until, duration) = (try time(until, called: "until", after: from), self.duration.trimmingBlanks())
        switch (until, duration.isEmpty) {
        case (nil, true):
            throw SilenceRefused("it is not said how long the silence lasts; give until, or for, such as 2h")
        case (_?, false): throw SilenceRefused("until and for both say how long the silence lasts; give one of them")
        case (let until?, true): return until
        case (nil, false):
            guard let length = Duration(prometheus: duration), length > .zero else {
                throw SilenceRefused(
                    "for is \"\(duration.singleLine(limit: 40))\"; a duration such as 30m, 2h or 1d is expected")
            }
            guard length <= SilenceDraft.latestEnd else {
                throw SilenceRefused(
                    "for is \"\(duration.singleLine(limit: 40))\", the limit is \(Self.tenYears); make it shorter")
            }
            return from + length
        }
    }

    private static let tenYears = "\(SilenceDraft.latestEnd.wholeMilliseconds / 86_400_000)d (ten years)"

    private func tooLate(_ until: Timestamp) -> SilenceRefused {
        SilenceRefused(
            "until is \(until.readable), more than \(Self.tenYears) from now, which is the limit; give an earlier end")
    }

    private func time(
        _ text: String, called name: String, after earlier: Timestamp
    ) throws(SilenceRefused) -> Timestamp? {
        let text = text.trimmingBlanks()
        guard !text.isEmpty else { return nil }
        if let time = TypedTime.instant(text, by: clock) { return time }
        if let time = TypedTime.timeOfDay(text, by: clock) { return time.next(after: earlier) }
        throw SilenceRefused(
            "\(name) is \"\(text.singleLine(limit: 40))\"; a time such as 2026-11-27T08:00:00Z is expected")
    }

    private func person() throws(SilenceRefused) -> String {
        do throws(PersonNameProblem) {
            return try PersonName(by).text
        } catch {
            throw SilenceRefused("\"by\" \(error)")
        }
    }

    private func reason() throws(SilenceRefused) -> String {
        let line = why.singleLine(limit: 10_000)
        guard !line.isEmpty else {
            throw SilenceRefused("\"why\" is missing or empty; say what for, so that who finds an alert silenced knows")
        }
        guard line.count <= Self.whyLimit else {
            throw SilenceRefused("\"why\" has \(line.count) characters, the limit is \(Self.whyLimit); shorten it")
        }
        return line
    }
}
