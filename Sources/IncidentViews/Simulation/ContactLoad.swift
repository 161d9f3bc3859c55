internal import IncidentCore
internal import IncidentEngine

/// What a history brings to one contact.
struct ContactLoad: Encodable, Sendable {
    /// As they arrive: what several incidents have in common is one.
    private(set) var messages = 0
    private(set) var pages = 0
    /// What stood in the message of another incident, and counts as none.
    private(set) var toldTogether = 0
    /// From 22 to 7 o'clock, where they live.
    private(set) var pagesAtNight = 0
    /// From the opening of an incident to the first that they hear of it, in seconds, where that took longest; `nil` where
    /// they hear of none.
    @Explicit private(set) var longestWait: Int64?

    enum CodingKeys: String, CodingKey {
        case messages, pages
        case toldTogether = "told_together"
        case pagesAtNight = "pages_at_night"
        case longestWait = "longest_wait_seconds"
    }

    /// By contact.
    static func all(_ history: [ToldHistory.Past], _ tables: RoutingTables) -> [String: ContactLoad] {
        var loads: [String: ContactLoad] = [:]
        for past in history {
            var heard: Set<String> = []
            for message in past.messages where !message.isFailed {
                var load = loads[message.contact] ?? ContactLoad()
                load.count(message, isAtNight: tables.isNight(at: message.at, of: message.contact))
                if heard.insert(message.contact).inserted {
                    let wait = max((message.at - past.incident.openedAt).wholeMilliseconds / 1000, 0)
                    load.longestWait = max(load.longestWait ?? 0, wait)
                }
                loads[message.contact] = load
            }
        }
        return loads
    }

    private mutating func count(_ message: PastMessage, isAtNight: Bool) {
        guard !message.isTogether else {
            toldTogether += 1
            return
        }
        messages += 1
        guard message.kind == .message(.page) else { return }
        pages += 1
        if isAtNight { pagesAtNight += 1 }
    }
}

extension RoutingTables {
    /// By the clock by which they are told times.
    fileprivate func isNight(at time: Timestamp, of contact: String) -> Bool {
        let minute = messageClock(of: contact).reading(at: time).minute
        return minute >= 22 * 60 || minute < 7 * 60
    }
}
