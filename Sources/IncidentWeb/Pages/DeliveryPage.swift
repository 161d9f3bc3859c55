internal import IncidentCore
internal import IncidentViews

/// What `delivery.mustache` shows, as strings ready to be escaped.
struct DeliveryPage: Sendable {
    let title = "Delivery"
    let warnings: [PageWarning]
    let hasWarnings: Bool
    let endpoints: [Row]
    let isEmpty: Bool
    let shownAt: String

    struct Row: Sendable {
        let name: String
        let state: String
        /// The state again, for the colour.
        let className: String
        let owed: String
        let success: Attempt?
        let failure: Attempt?
        /// Of an address alone.
        let refusal: Attempt?
    }

    struct Attempt: Sendable {
        let at: String
        let atISO: String
        let words: String
    }

    init(_ facts: [EndpointFacts], warnings: [PageWarning], in context: PageContext) {
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        endpoints = facts.map { Row($0, in: context) }
        isEmpty = facts.isEmpty
        shownAt = context.readable(context.now)
    }
}

extension DeliveryPage.Row {
    fileprivate init(_ facts: EndpointFacts, in context: PageContext) {
        name = facts.endpoint.text
        (state, className) =
            switch facts.state {
            case .working: ("works", "resolved")
            case .failing: ("does not get through", "triggered")
            case .refusing: ("has refused every address so far", "triggered")
            case .untried: ("not tried yet", "acknowledged")
            case .waiting: ("waiting for its first answer", "acknowledged")
            case .spool: ("spool: no credentials", "triggered")
            case .gone: ("not in the tables any more", "triggered")
            }
        owed =
            facts.owed.map { "\($0.count), the oldest since \(TimeText($0.oldestAt, in: context).ago)" } ?? "nothing"
        success = facts.health.lastSuccess.map { DeliveryPage.Attempt($0, in: context) }
        failure = facts.health.lastFailure.map { DeliveryPage.Attempt($0, in: context) }
        refusal = facts.health.lastRefusal.map { DeliveryPage.Attempt($0, in: context) }
    }
}

extension DeliveryPage.Attempt {
    fileprivate init(_ attempt: EndpointHealth.Attempt, in context: PageContext) {
        (at, atISO) = (context.readable(attempt.at), attempt.at.rfc3339)
        words = attempt.words.singleLine(limit: 300)
    }
}
