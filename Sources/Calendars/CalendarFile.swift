internal import CIcal
package import IncidentCore
internal import Synchronization

/// An iCalendar file (RFC 5545) whose events say who is on call.
package enum CalendarFile {
    /// So often all events of a file may repeat, also before what is asked for.
    static let repetitionLimit = 200_000
    /// For so long the rules of a file may be worked out.
    static let timeLimit = Duration.seconds(5)
    /// libical keeps what it last gave in memory that all share.
    private static let lock = Mutex(())

    /// The events within a span, each instance one shift.
    ///
    /// - Parameters:
    ///   - clock: of dates, and of times without a time zone.
    ///   - person: who an event is about.
    /// - Throws: the first thing in each event that cannot be understood, in the order of their lines; at most twenty.
    package static func shifts(
        in bytes: [UInt8], clock: LocalClock, from start: Timestamp, until end: Timestamp,
        person: (CalendarTitle) -> String
    ) throws(CalendarProblems) -> [CalendarShift] {
        let text: CalendarText
        do throws(CalendarProblem) { text = try CalendarText(bytes) } catch { throw CalendarProblems([error]) }
        let result: Result<[CalendarShift], CalendarProblems> = lock.withLock { _ in
            guard let calendar = cical_parse(text.text) else {
                return .failure(CalendarProblems([CalendarProblem(line: 1, "the file holds no calendar")]))
            }
            defer { cical_free(calendar) }
            guard Int(cical_event_count(calendar)) == text.events.count else {
                return .failure(
                    CalendarProblems([CalendarProblem(line: 1, "the events of this file cannot be told apart")]))
            }
            do throws(CalendarProblems) {
                return .success(try read(calendar, text, clock: clock, from: start, until: end, person: person))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func read(
        _ calendar: OpaquePointer, _ text: CalendarText, clock: LocalClock, from start: Timestamp,
        until end: Timestamp, person: (CalendarTitle) -> String
    ) throws(CalendarProblems) -> [CalendarShift] {
        let clocks = CalendarClocks(calendar, own: clock)
        let reader = CalendarEventReader(calendar: calendar, clocks: clocks)
        var (events, problems): ([CalendarEvent], [CalendarProblem]) = ([], [])
        for (number, place) in text.events.enumerated() {
            do throws(CalendarProblem) { events.append(try reader.event(number, place)) } catch {
                problems.append(error)
            }
        }
        var expansion = CalendarExpansion(calendar: calendar, clocks: clocks, events: events, from: start, until: end)
        var shifts: [(shift: CalendarShift, number: Int)] = []
        for event in events where !event.isCancelled {
            do throws(CalendarProblem) {
                let spans = try expansion.spans(of: event)
                guard !spans.isEmpty else { continue }
                let name = person(event.title)
                shifts += spans.map { (CalendarShift(person: name, from: $0.from, until: $0.until), event.number) }
            } catch {
                problems.append(error)
            }
        }
        guard problems.isEmpty else { throw CalendarProblems(problems) }
        return shifts.sorted { ($0.shift.from, $0.number) < ($1.shift.from, $1.number) }.map(\.shift)
    }
}

/// Everything wrong with a calendar file, in the order of its lines; never empty.
package struct CalendarProblems: Error, Equatable {
    private static let limit = 20

    package let all: [CalendarProblem]

    init(_ problems: [CalendarProblem]) { all = Array(problems.sorted { $0.line < $1.line }.prefix(Self.limit)) }
}
