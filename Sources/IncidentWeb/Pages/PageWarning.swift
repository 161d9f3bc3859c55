internal import IncidentCore
internal import IncidentStore
internal import IncidentViews

/// What a page says before everything else.
struct PageWarning: Sendable {
    let words: String
    /// Where there is more of it. Named as nothing of a page is: what a warning has not, a template looks up in the page.
    var moreAddress: String?
    var moreWords = ""
}

extension PageWarning {
    /// So many alerts in doubt have a line of their own.
    private static let doubtsShown = 3

    static func warnings(of doubtful: [StoredDoubt], _ redactions: Redactions) -> [PageWarning] {
        let shown = doubtful.prefix(doubtsShown).map { doubt in
            PageWarning(
                words: doubt.words(redactions), moreAddress: doubt.incidentID.map { Routes.incident($0) },
                moreWords: doubt.incidentID.map { "incident #\($0)" } ?? "")
        }
        let more = doubtful.count - shown.count
        guard more > 0 else { return shown }
        return shown + [
            PageWarning(
                words: "\(more) more alerts came as firing after the end", moreAddress: Routes.unplacedAlertsAPI,
                moreWords: "all of them as JSON")
        ]
    }

    /// Of an alert that no incident shows people would not hear otherwise.
    static func warning(of lost: (at: Timestamp, reason: String)?, now: Timestamp) -> [PageWarning] {
        guard let lost, now - lost.at < .seconds(86_400) else { return [] }
        return [
            PageWarning(
                words:
                    "an alert that came \(lost.at.readable) made no incident, because it could not be understood: \(lost.reason); the log has every such alert"
            )
        ]
    }
}
