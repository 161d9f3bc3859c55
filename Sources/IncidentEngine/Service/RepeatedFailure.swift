internal import IncidentCore

/// Lets a failure that comes each second be logged once a minute.
struct RepeatedFailure {
    private static let interval: Duration = .seconds(60)

    private var last: (text: String, at: Timestamp)?

    mutating func isNew(_ text: String, at now: Timestamp) -> Bool {
        if let last, last.text == text, now - last.at < Self.interval, now >= last.at { return false }
        last = (text, now)
        return true
    }
}
