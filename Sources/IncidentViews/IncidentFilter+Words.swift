package import IncidentCore
package import IncidentStore

extension IncidentFilter {
    /// Lists are separated by commas; the status `open` is all but resolved. Times are as `PastMoment` reads them.
    ///
    /// - Parameter clock: by which a day is one, and whose time it is without a zone.
    /// - Throws: `FilterProblem` naming the word that is not understood.
    package init(
        status: String?, priority: String?, text: String?, since: String? = nil, until: String? = nil, limit: String?,
        cursor: String?, now: Timestamp, clock: LocalClock = .utc
    ) throws {
        self.init()
        self.since = try Self.moment(since, "since", clock)?.beginning(at: now)
        self.until = try Self.moment(until, "until", clock)?.end(at: now)
        if let begins = self.since, let ends = self.until, ends <= begins {
            throw FilterProblem(
                description:
                    "until \"\(until ?? "")\" is not later than since \"\(since ?? "")\": no incident is opened between"
            )
        }
        statuses = try Self.words(status).flatMap { word throws -> [IncidentStatus] in
            if word == "open" { return [.triggered, .acknowledged] }
            guard let status = IncidentStatus(rawValue: word) else {
                throw FilterProblem(
                    description: "status \"\(word)\" is unknown; use triggered, acknowledged, resolved or open")
            }
            return [status]
        }
        priorities = try Self.words(priority).map { word in
            guard let priority = Priority(word: word) else {
                throw FilterProblem(description: "priority \"\(word)\" is unknown; use P1, P2, P3 or P4")
            }
            return priority
        }
        self.text = text
        if let limit, !limit.isEmpty {
            guard let number = Int(limit), (1...500).contains(number) else {
                throw FilterProblem(description: "limit \"\(limit)\" is not a number from 1 to 500")
            }
            self.limit = number
        }
        if let cursor, !cursor.isEmpty {
            guard let before = Int64(cursor), before > 0 else {
                throw FilterProblem(description: "cursor \"\(cursor)\" is not one that a list gave as next_cursor")
            }
            self.before = before
        }
    }

    /// - Returns: `nil` where nothing is given.
    private static func moment(_ text: String?, _ name: String, _ clock: LocalClock) throws -> PastMoment? {
        guard let text = text?.trimmingBlanks(), !text.isEmpty else { return nil }
        guard let moment = PastMoment(text, by: clock) else {
            throw FilterProblem(
                description:
                    "\(name) \"\(text.singleLine(limit: 60))\" is no time; give how long ago (12h, 7d), a day (2026-11-23) or a time (2026-11-23T06:12:48Z)"
            )
        }
        return moment
    }

    private static func words(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
    }
}

/// What people asked a list for and no list can give, in words for them.
package struct FilterProblem: Error, Equatable, CustomStringConvertible {
    package let description: String
}
