/// How often an incident's own alerts have begun again, and whether that is told any more.
///
/// A *flip* is that alerts begin again which had ended in the same incident, and nothing else begins with them. After so
/// many within an hour the incident flaps: that is told once, the flips after it are not, and it stays open until nothing
/// of it has begun or ended for the time in which it would re-open. What is new to it is told as ever.
package struct Flapping: Sendable, Equatable {
    /// So many flips within `window`.
    package static let limit = 3
    package static let window: Duration = .seconds(3600)

    /// The newest flips, at most `limit` of them, oldest first.
    package var flips: [Timestamp]
    /// Since when it flaps; `nil` when it does not.
    package var since: Timestamp?
    /// When that is over, unless something begins or ends before.
    package var quietBy: Timestamp?

    package init(flips: [Timestamp] = [], since: Timestamp? = nil, quietBy: Timestamp? = nil) {
        self.flips = flips
        self.since = since
        self.quietBy = quietBy
    }

    package static let none = Flapping()

    package var isOn: Bool { since != nil }

    /// Counts a flip.
    ///
    /// - Returns: whether it flaps from now on.
    mutating func flip(at now: Timestamp, quietAfter: Duration) -> Bool {
        flips = (flips + [now]).suffix(Self.limit)
        guard since == nil, flips.count == Self.limit, now - flips[0] <= Self.window else { return false }
        (since, quietBy) = (now, now + quietAfter)
        return true
    }

    /// It does not flap any more; what flips within the hour after it flaps again.
    mutating func settle() { (since, quietBy) = (nil, nil) }
}

// What follows for the incident.
extension Incident {
    /// Whether it is open only because it flaps: nothing fires just now.
    package var isQuiet: Bool { status != .resolved && flapping.isOn && firingCount == 0 }

    /// For the end of a sentence: `; flapping since …, until nothing has begun or ended before …`. Empty when it does not.
    package var flappingWords: String {
        guard let since = flapping.since else { return "" }
        let end = flapping.quietBy.map { "; over at \($0.readable) unless something begins or ends before" } ?? ""
        return "; flapping since \(since.readable)\(end)"
    }

    /// Counts a flip, and tells when it flaps from now on.
    mutating func countFlip(_ change: AlertsChange, at now: Timestamp) -> [IncidentAction] {
        guard change.isFlip, flapping.flip(at: now, quietAfter: change.quietAfter) else { return [] }
        let words =
            "flapping: began again \(Flapping.limit) times within an hour; it stays open until nothing begins or ends for "
            + "\(change.quietAfter.prometheusText), and what flips until then is not told"
        return [.record(TimelineDraft(.flapping, words)), .tell(.update(words))]
    }

    /// While it flaps something has begun or ended: it is quiet later.
    mutating func putOffQuiet(_ change: AlertsChange, at now: Timestamp) {
        guard flapping.isOn, !(change.joined.isEmpty && change.ended.isEmpty) else { return }
        flapping.quietBy = now + change.quietAfter
    }

    /// Nothing has begun or ended for long enough: it is over, or fires for good.
    ///
    /// - Parameter change: its `joined` are all that fires.
    mutating func goQuiet(_ change: AlertsChange, at now: Timestamp) -> [IncidentAction] {
        guard let since = flapping.since else { return [] }
        flapping.settle()
        takeCounts(of: change)
        let quiet =
            "nothing has begun or ended for \(change.quietAfter.prometheusText): flapping since "
            + "\(since.readable) is over"
        guard change.lead != nil else {
            let over = IncidentAction.record(TimelineDraft(.flappingEnded, quiet))
            return change.mayFire == nil ? [over] + resolveByAlerts(at: now) : [over, keptOpen]
        }
        let over = IncidentAction.record(TimelineDraft(.flappingEnded, "\(quiet), and it fires"))
        // Who took it did so knowing what flapped before; what began since was told to nobody.
        let untold = change.joined.filter { !taking.covers($0) }
        guard status == .acknowledged, !untold.isEmpty else { return [over] }
        return [over] + tellOfJoined(change.joining(untold), at: now)
    }
}
