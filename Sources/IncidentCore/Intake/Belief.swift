/// Where a firing alert is shown from now on. There is no case in which nothing shows it.
package enum Showing: Sendable, Equatable {
    /// By a new occurrence, which an incident holds.
    case begins(Beginning)
    /// By the occurrence that fires already.
    /// - Parameter earlierStart: a start before the one we knew.
    case continues(FiringOccurrence, earlierStart: Timestamp?)
    /// By a row with a deadline, at which it begins.
    case becomesDoubtful(DoubtfulAlert)
    /// By such a row that is there already, whose deadline stays.
    case staysDoubtful(DoubtfulAlert)
}

/// A new occurrence: an alert that fires and that no occurrence shows yet.
package struct Beginning: Sendable, Equatable {
    package let joined: JoinedAlert
    package let origin: Origin

    package var alert: Alert { joined.alert }
    package var classification: Classification { joined.classification }

    /// What we knew of its fingerprint.
    package enum Origin: Sendable, Equatable {
        case unknown
        case afterEnd(PastEnd)
        /// It fired; nobody told us that this ended.
        case afterMissedEnd(FiringOccurrence)
        case afterDoubt(DoubtfulAlert)

        /// The incident that held what fired before, if one did.
        package var incidentID: Int64? {
            switch self {
            case .unknown: nil
            case .afterEnd(let end): end.occurrence?.incidentID
            case .afterMissedEnd(let occurrence): occurrence.incidentID
            case .afterDoubt(let doubtful): doubtful.end.occurrence?.incidentID
            }
        }
    }

    package init(alert: Alert, classification: Classification, origin: Origin) {
        joined = JoinedAlert(alert, classification)
        self.origin = origin
    }
}

/// What a resolved alert means.
package enum Ending: Sendable, Equatable {
    case ends(FiringOccurrence, at: Timestamp)
    /// Of an earlier occurrence: the told end lies before the start of the one that fires.
    case speaksOfAnOlderOne(FiringOccurrence)
    /// The doubtful alert was a late copy.
    case settles(DoubtfulAlert, at: Timestamp)
    /// It had ended already.
    case repeats(PastEnd, at: Timestamp)
    /// Nobody knows it; remembered, so that a late firing copy is recognised.
    case isRemembered(at: Timestamp)
}

/// The table of what we believe. Identity is the fingerprint; `startsAt` is a fact about an occurrence and decides
/// nothing alone, because it moves, repeats itself and may lie in the future (clocks differ). Every time that decides
/// is the earlier one of what was told and when we heard it.
extension KnownAlert {
    /// - Parameter lateCopyWithin: how long after an end a firing alert of the same occurrence may be a late copy, and
    ///   how long the end of that copy is waited for.
    package func believe(
        firing alert: Alert, classification: @autoclosure () -> Classification, lateCopyWithin: Duration,
        at now: Timestamp
    ) -> Showing {
        switch self {
        case .nothing:
            return .begins(Beginning(alert: alert, classification: classification(), origin: .unknown))
        case .fires(let occurrence):
            if occurrence.endWasMissed(before: alert, at: now) {
                return .begins(
                    Beginning(alert: alert, classification: classification(), origin: .afterMissedEnd(occurrence)))
            }
            let isEarlier = alert.tellsStart && alert.startsAt < occurrence.startsAt
            return .continues(occurrence, earlierStart: isEarlier ? alert.startsAt : nil)
        case .ended(let end):
            // Late copies come within seconds of the end; later it is an alert that Alertmanager had lost.
            guard !end.isBefore(alert, at: now), now - end.seenAt <= lateCopyWithin else {
                return .begins(
                    Beginning(alert: alert, classification: classification(), origin: .afterEnd(end)))
            }
            return .becomesDoubtful(DoubtfulAlert(end: end, dueAt: now + lateCopyWithin))
        case .doubtful(let doubtful):
            guard doubtful.end.isBefore(alert, at: now) else { return .staysDoubtful(doubtful) }
            return .begins(
                Beginning(alert: alert, classification: classification(), origin: .afterDoubt(doubtful)))
        }
    }

    package func believe(resolved alert: Alert, at now: Timestamp) -> Ending {
        let end = alert.endsAt.map { min($0, now) } ?? now
        return switch self {
        case .nothing: .isRemembered(at: end)
        case .fires(let occurrence):
            // Equal is usual: Grafana tells the end as the start.
            end < occurrence.beganAt && !occurrence.isMeant(by: alert)
                ? .speaksOfAnOlderOne(occurrence) : .ends(occurrence, at: max(end, min(occurrence.beganAt, now)))
        case .ended(let past): .repeats(past, at: end)
        case .doubtful(let doubtful): .settles(doubtful, at: end)
        }
    }
}

extension FiringOccurrence {
    /// Whether the alert tells the very start that is known, so that it speaks of this one whatever else it says.
    fileprivate func isMeant(by alert: Alert) -> Bool { alert.tellsStart && alert.startsAt == startsAt }

    /// Whether the alert can only be another occurrence: it began after we last heard that this one fires.
    fileprivate func endWasMissed(before alert: Alert, at now: Timestamp) -> Bool {
        alert.tellsStart && alert.startsAt != startsAt && alert.startsAt <= now && alert.startsAt > lastSeenAt
    }
}

extension PastEnd {
    /// Whether the alert began after this end, and so can be no copy of what ended. In milliseconds, as ends are stored.
    fileprivate func isBefore(_ alert: Alert, at now: Timestamp) -> Bool {
        // The start that ended is not later than its own end, whatever the clock that told it.
        guard alert.tellsStart, alert.startsAt != startsAt else { return false }
        return min(alert.startsAt, now).milliseconds > endsAt.milliseconds
    }
}
