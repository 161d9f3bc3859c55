internal import IncidentCore
internal import IncidentViews

/// A time for machines and for people.
struct TimeText: Sendable {
    let iso: String
    let words: String
    let ago: String
    /// `16:23 UTC`, with its day where that is another one.
    let clock: String
    /// The same with its seconds, without its zone.
    let exact: String
    /// With its zone, where that is not UTC.
    let zoned: String?

    init(_ time: Timestamp, in context: PageContext) {
        let now = context.now
        clock = time.clockWords(at: now, by: context.clock)
        exact = time.exactWords(at: now, by: context.clock)
        iso = time.rfc3339
        words = context.readable(time)
        zoned = context.localZone == nil ? nil : words
        ago = "\((now - time).prometheusRounded) ago"
    }
}
