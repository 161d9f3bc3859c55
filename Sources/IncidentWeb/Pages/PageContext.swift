internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore

/// When a page is made, and by which clock it tells times to who has asked for it.
struct PageContext: Sendable {
    let now: Timestamp
    let clock: LocalClock
    /// Whether it answers a form: it cannot be asked for again.
    let isAnswer: Bool
    /// How another clock is asked for; `nil` where only UTC is known, and on what cannot be asked for again.
    let timesControl: TimesControl?
    /// What a program wrote, and stays as it is where a sentence has it; empty for nothing.
    private var quoted = ""

    /// What stands below a page that may be shown by two clocks.
    struct TimesControl: Sendable {
        let shownZone: String
        let otherZone: String
        /// What asks for the other one.
        let choice: String
        /// The page itself.
        let back: String
    }

    init(_ request: Request, now: Timestamp) {
        let viewer = ViewerClock(request)
        (self.now, clock) = (now, viewer.clock)
        isAnswer = request.method != .get && request.method != .head
        if let local = viewer.local, !isAnswer {
            let (zone, utc) = (local.timeZone, LocalClock.utc.timeZone)
            timesControl = TimesControl(
                shownZone: viewer.prefersUTC ? utc : zone, otherZone: viewer.prefersUTC ? zone : utc,
                choice: viewer.prefersUTC ? ViewerClock.choices.local : ViewerClock.choices.utc,
                back: request.uri.path + (request.uri.query.map { "?\($0)" } ?? ""))
        } else {
            timesControl = nil
        }
    }

    /// `nil` is UTC.
    var localZone: String? { clock == .utc ? nil : clock.timeZone }

    func readable(_ time: Timestamp) -> String { clock.readable(time) }

    /// A sentence of ours, which has its times in UTC.
    func said(_ sentence: String) -> String { clock.retold(sentence, leaving: quoted) }

    /// The same for a page about an incident, whose title is a program's.
    func quoting(_ incident: Incident) -> PageContext {
        quoting(title: incident.title, isOurs: incident.isTitledByUs)
    }

    func quoting(title: String, isOurs: Bool) -> PageContext {
        var context = self
        context.quoted = isOurs ? "" : title
        return context
    }
}
