internal import IncidentCore

/// What the service remembers between two asks. None of it has to survive: a start asks at once.
struct ReconciliationState {
    /// Those that were asked last.
    var settings: AlertmanagerSettings?
    var observations = Observations()
    var lastAskAt: Timestamp?
    /// When one answered last, or who was never answered asked first.
    var answeredAt: Timestamp?
    /// Whether, with nobody to ask, what was muted counts again.
    var hasForgottenMarks = false
    var nextAt: Timestamp?
    /// Hidden groups of which the last ask knew.
    var examined: Set<HiddenGroup> = []
    /// Who does not answer, by URL.
    var silent: [String: Silence] = [:]

    struct Silence {
        let since: Timestamp
        let reason: String
    }

    /// When to ask next: at once where nobody has asked these yet, soon for what is new and doubtful or hidden.
    func nextDue(
        _ settings: AlertmanagerSettings, newestDoubt: Timestamp?, hidden: [HiddenGroup], at now: Timestamp
    ) -> Timestamp {
        // The clock may have been set back since.
        guard settings == self.settings, let lastAskAt, let nextAt, lastAskAt <= now else { return now }
        let isNew = newestDoubt.map { $0 >= lastAskAt } == true || !Set(hidden).isSubset(of: examined)
        return isNew ? min(nextAt, lastAskAt + settings.soonest) : nextAt
    }

    var warnings: [String] {
        silent.sorted { $0.key < $1.key }.map { url, silence in
            "Alertmanager \(url) does not answer since \(silence.since.readable) (\(silence.reason)): what it failed to tell is not corrected"
        }
    }
}
