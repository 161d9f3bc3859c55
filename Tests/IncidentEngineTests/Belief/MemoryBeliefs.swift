import IncidentCore

/// What the store would know of one alert, in memory; decided by the same plan.
struct MemoryBeliefs {
    private(set) var known = KnownAlert.nothing
    private(set) var beginnings = 0
    /// Since when the doubtful alert says that it fires.
    private var doubtfulSince: Timestamp?
    private let tables: RoutingTables

    init(hold: Int) {
        var tables = RoutingTables.empty
        tables.lateCopyWithin = .seconds(hold)
        self.tables = tables
    }

    var fires: Bool { if case .fires = known { true } else { false } }
    var isDoubtful: Bool { if case .doubtful = known { true } else { false } }

    mutating func receive(_ alert: Alert, at now: Timestamp) {
        let plan = IntakePlan(for: [alert], known: [known], tables: tables, at: now)
        switch plan.steps[0] {
        case .shows(let showing): show(showing, alert, at: now)
        case .ends(let ending): end(ending, alert, at: now)
        case .yields, .beats: preconditionFailure("one alert, and no heartbeats")
        }
    }

    /// What the service does when a deadline has come.
    mutating func tick(at now: Timestamp) {
        guard case .doubtful(let doubtful) = known, doubtful.dueAt <= now else { return }
        begin(since: doubtfulSince ?? now, at: now)
    }

    private mutating func show(_ showing: Showing, _ alert: Alert, at now: Timestamp) {
        switch showing {
        case .begins: begin(since: alert.startsAt, at: now)
        case .continues(let occurrence, let earlierStart):
            known = .fires(
                FiringOccurrence(
                    id: occurrence.id, incidentID: 1, startsAt: earlierStart ?? occurrence.startsAt,
                    firstSeenAt: occurrence.firstSeenAt, lastSeenAt: max(occurrence.lastSeenAt, now)))
        case .becomesDoubtful(let doubtful): (known, doubtfulSince) = (.doubtful(doubtful), alert.startsAt)
        case .staysDoubtful: break
        }
    }

    private mutating func end(_ ending: Ending, _ alert: Alert, at now: Timestamp) {
        switch ending {
        case .ends(let occurrence, let endsAt):
            let held = PastEnd.Held(id: occurrence.id, incidentID: 1)
            known = .ended(PastEnd(occurrence: held, startsAt: occurrence.startsAt, endsAt: endsAt, seenAt: now))
        case .speaksOfAnOlderOne: break
        case .settles(let doubtful, let endsAt): known = .ended(doubtful.end.again(alert, endsAt, at: now))
        case .repeats(let past, let endsAt): known = .ended(past.again(alert, endsAt, at: now))
        case .isRemembered(let endsAt):
            known = .ended(PastEnd(occurrence: nil, startsAt: alert.startsAt, endsAt: endsAt, seenAt: now))
        }
    }

    private mutating func begin(since startsAt: Timestamp, at now: Timestamp) {
        beginnings += 1
        known = .fires(
            FiringOccurrence(
                id: Int64(beginnings), incidentID: 1, startsAt: startsAt, firstSeenAt: now, lastSeenAt: now))
    }
}

extension PastEnd {
    fileprivate func again(_ alert: Alert, _ endsAt: Timestamp, at now: Timestamp) -> PastEnd {
        PastEnd(
            occurrence: occurrence, startsAt: occurrence == nil ? alert.startsAt : startsAt,
            endsAt: max(self.endsAt, endsAt), seenAt: max(seenAt, now))
    }
}
