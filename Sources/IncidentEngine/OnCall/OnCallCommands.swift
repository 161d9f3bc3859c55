package import IncidentCore
package import IncidentStore

/// What people do to rotas, from the web or the command line.
package struct OnCallCommands: Sendable {
    /// What lasts longer belongs into the table.
    static let longestOverride = Duration.seconds(366 * 86_400)
    static let reasonLimit = 1000

    private let store: IncidentStore
    private let tables: CurrentTables
    private let time: TimeSource

    package init(store: IncidentStore, tables: CurrentTables, time: TimeSource) {
        self.store = store
        self.tables = tables
        self.time = time
    }

    /// Lets somebody be on call for a while, in force at once.
    ///
    /// - Parameters:
    ///   - person: a name that means one contact: theirs, or their mail address.
    ///   - from: a time by the rota's clock (`2026-12-24 18:00`), or RFC 3339; `nil` is now.
    ///   - until: the same, or how long from then on (`8h`).
    package func override(
        _ rota: String, person: String, from: String?, until: String, by maker: String, reason: String
    ) async throws -> RotaOverride {
        let (contacts, now) = (tables.value.contacts, time.now())
        guard let clock = contacts.rotas.first(where: { $0.name == rota })?.clock else {
            throw OverrideRefused.unknownRota(rota, known: contacts.rotas.map(\.name), path: contacts.path)
        }
        let from = try from.map { try Self.time($0, clock, after: now) } ?? now
        let until = try Duration(prometheus: until).map { from + $0 } ?? Self.time(until, clock, after: from)
        guard let contact = contacts.contact(called: person) else {
            throw OverrideRefused.unknownPerson(person, known: contacts.people.map(\.contact.role), path: contacts.path)
        }
        let reason = tables.value.redactions.apply(to: reason.trimmingBlanks())
        guard !reason.isEmpty, reason.count <= Self.reasonLimit else { throw OverrideRefused.reason(reason.count) }
        guard from < until, until > now else { throw OverrideRefused.span(from: from, until: until, now: now) }
        guard until - from <= Self.longestOverride else {
            throw OverrideRefused.tooLong(until - from, path: contacts.path)
        }
        let maker = tables.value.personName(maker)
        return try await store.write { transaction in
            let id = try transaction.addRotaOverride(
                rota: rota, person: contact.role, from: from, until: until, by: maker, reason: reason, at: now)
            return RotaOverride(
                id: id, rota: rota, person: contact.role, from: from, until: until, by: maker, reason: reason,
                madeAt: now)
        }
    }

    /// - Parameter earlier: after which the next time of day is meant.
    private static func time(_ text: String, _ clock: LocalClock, after earlier: Timestamp) throws -> Timestamp {
        let dated = clock.instant(of: text) ?? TypedTime.instant(text, by: clock)
        guard let time = dated ?? TypedTime.timeOfDay(text, by: clock)?.next(after: earlier) else {
            throw OverrideRefused.time(text)
        }
        return time
    }

    /// Takes one back; where it has begun, the time until now stays its.
    ///
    /// - Returns: as it was.
    package func removeOverride(_ id: Int64, by person: String) async throws -> RotaOverride {
        let (person, now) = (tables.value.personName(person), time.now())
        // A refusal is a result and no error: an error would take the others with it that share the commit.
        let result: Result<RotaOverride, OverrideRefused> = try await store.write { transaction in
            guard let override = try transaction.reader.rotaOverride(id) else {
                return .failure(.unknown(id, newest: try transaction.reader.newestRotaOverrideID()))
            }
            guard override.until > now else { return .failure(.over(override)) }
            try transaction.removeRotaOverride(id, by: person, at: now)
            return .success(override)
        }
        return try result.get()
    }
}

/// Why an override cannot be made, or taken back; for a person.
package enum OverrideRefused: Error, Equatable, CustomStringConvertible {
    /// - path: of the table of contacts.
    case unknownRota(String, known: [String], path: String)
    case unknownPerson(String, known: [String], path: String)
    case reason(Int)
    case time(String)
    case span(from: Timestamp, until: Timestamp, now: Timestamp)
    case tooLong(Duration, path: String)
    case unknown(Int64, newest: Int64?)
    case over(RotaOverride)

    /// Whether it is about something that is not there, and not about what is wanted of it.
    package var isAboutNothing: Bool {
        switch self {
        case .unknownRota, .unknown: true
        case .unknownPerson, .reason, .time, .span, .tooLong, .over: false
        }
    }

    /// Whether it is about what was given, and not about how an override stands.
    package var isAboutArguments: Bool {
        switch self {
        case .unknownRota, .unknownPerson, .reason, .time, .span, .tooLong: true
        case .unknown, .over: false
        }
    }

    package var description: String {
        switch self {
        case .unknownRota(let name, let known, let path):
            "no rota \"\(name.singleLine(limit: 200))\" in \(path); \(Self.list(known))"
        case .unknownPerson(let name, let known, let path):
            "\"\(name.singleLine(limit: 200))\" means nobody in \(path), or several; \(Self.list(known))"
        case .reason(let count):
            count == 0
                ? "the reason is missing; write why"
                : "the reason has \(count) characters, the limit is \(OnCallCommands.reasonLimit); shorten it"
        case .time(let text):
            "\"\(text.singleLine(limit: 40))\" is no time; write one such as 2026-12-24 18:00 by the rota's clock, or "
                + "2026-12-24T17:00:00Z"
        case .span(let from, let until, let now):
            until <= now
                ? "it would be over since \(until.readable); give a later end"
                : "it would begin at \(from.readable) and end at \(until.readable); the end must be later"
        case .tooLong(let length, let path):
            "it would last \(length.prometheusText), the limit is \(OnCallCommands.longestOverride.prometheusText); "
                + "what lasts longer belongs into \(path)"
        case .unknown(let id, let newest):
            "no override \(id) that could be taken back"
                + (newest.map { "; the newest is \($0)" } ?? "; there was none yet")
        case .over(let override): "override \(override.id) is over since \(override.until.readable)"
        }
    }

    private static func list(_ known: [String]) -> String {
        known.isEmpty ? "there is none" : "there are \(known.map { $0.singleLine(limit: 100) }.joined(separator: ", "))"
    }
}
