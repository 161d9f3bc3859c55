internal import IncidentCore
internal import IncidentStore

/// Stores what an answer of Alertmanager corrects, inside the caller's transaction, and only what is still so: a body may
/// have come since. It goes the same way as what a body says.
struct ReconciliationRecorder: Sendable {
    let inForce: TablesInForce
    let now: Timestamp

    private var groups: GroupRecorder { GroupRecorder(inForce: inForce, now: now) }

    /// So many alerts of a group are told of one by one.
    private static let toldOneByOne = 10

    /// - Returns: how many alerts began.
    func takeIn(_ missed: MissedAlerts, in transaction: inout StoreTransaction) throws -> Int {
        let redactions = inForce.tables.redactions
        let identities = try AlertIdentities(
            of: missed.alerts.map(\.alert), redactions: redactions, in: transaction)
        var change = GroupChange(groupKey: redactions.apply(toKey: missed.groupKey))
        change.senderID = try transaction.senderID(of: missed.sender)
        change.holders = missed.holders
        for (alert, known) in zip(identities.alerts, identities.known) {
            let origin: Beginning.Origin
            switch known {
            case .nothing: origin = .unknown
            case .ended(let end) where end.seenAt < missed.askedAt: origin = .afterEnd(end)
            case .fires, .ended, .doubtful: continue
            }
            change.begin(
                Beginning(
                    alert: alert.redacted(by: redactions),
                    classification: inForce.tables.classifier.classify(alert.labels), origin: origin))
        }
        guard !change.beginnings.isEmpty else { return 0 }
        let placement = try groups.apply(change, to: try transaction.alertGroup(change.groupKey), in: &transaction)
        guard let incidentID = placement.incidentID else { return 0 }
        let why =
            missed.wereHidden ? "the group's last body did not hold it (max_alerts)" : "no webhook has told of it"
        for beginning in change.beginnings.prefix(Self.toldOneByOne) {
            let alert = beginning.alert
            try record(
                missed.wereHidden ? .hidden : .missed, of: alert,
                "\(name(alert)) was missed: Alertmanager lists it as firing since \(alert.startsAt.readable), and \(why)",
                incidentID, in: transaction)
        }
        let more = change.beginnings.count - Self.toldOneByOne
        if more > 0 {
            try record(
                missed.wereHidden ? .hidden : .missed, of: nil,
                "\(more) more alerts of the group were missed and are listed by Alertmanager as firing", incidentID,
                in: transaction)
        }
        return change.beginnings.count
    }

    func end(_ lost: LostEnd, in transaction: inout StoreTransaction) throws -> Bool {
        guard let held = try transaction.occurrence(lost.alert.id), held.alert.status == .firing,
            held.lastSeenAt == lost.alert.lastSeenAt,
            // Alertmanager lists an alert by the hash of its labels; what goes by another name it may well list.
            held.alert.labels.areRedacted || held.alert.labels.fingerprint == held.alert.fingerprint,
            let firing = try transaction.firingOccurrence(held.alert.fingerprint),
            let incident = try transaction.incident(held.incidentID)
        else { return false }
        let alert = held.alert
        let why =
            switch lost.reason {
            case .notListed: "Alertmanager lists it no more since \(lost.endsAt.readable), and no end has come"
            case .startedAnew(let time):
                "Alertmanager was started anew at \(time.readable) and has not heard of it since, so no end can come"
            }
        try record(.ended, of: alert, "\(name(alert)) has ended: \(why)", incident.id, in: transaction)
        var change = GroupChange(groupKey: incident.groupKey)
        change.end(firing, at: max(lost.endsAt, min(firing.beganAt, now)), alert, annotations: nil)
        _ = try groups.apply(change, to: try transaction.alertGroup(change.groupKey), in: &transaction)
        return true
    }

    func settle(_ settled: SettledDoubt, in transaction: inout StoreTransaction) throws -> Bool {
        guard let doubt = try transaction.doubt(settled.fingerprint), doubt.seenAt < settled.askedAt,
            case .doubtful(let doubtful) = try transaction.known(settled.fingerprint)
        else { return false }
        let alert = doubt.alert
        if settled.fires {
            try DoubtfulAlertService.fire(
                doubt, inForce, because: "Alertmanager, asked at \(settled.askedAt.readable), lists it as firing",
                at: now, in: &transaction)
            return true
        }
        try transaction.removeDoubtful(alert.fingerprint)
        if let incidentID = doubt.incidentID {
            try record(
                .doubtOver, of: alert,
                "\(name(alert)) had ended: Alertmanager, asked at \(settled.askedAt.readable), does not list it, so the copy was late",
                incidentID, in: transaction)
        }
        var change = GroupChange(groupKey: doubt.groupKey)
        change.hold(doubtful.end)
        change.release(doubtful)
        _ = try groups.apply(change, to: try transaction.alertGroup(change.groupKey), in: &transaction)
        return true
    }

    /// - Parameters:
    ///   - words: of what mutes it; `nil` when nothing does.
    ///   - why: that is believed, where Alertmanager does not say it.
    func mark(
        _ alert: HeldAlert, _ words: String?, because why: String? = nil, in transaction: inout StoreTransaction
    ) throws -> Bool {
        let words = words.map(inForce.tables.redactions.apply(to:))
        guard let held = try transaction.occurrence(alert.id), held.alert.status == .firing, held.muted != words
        else { return false }
        try transaction.muteOccurrence(alert.id, words)
        let name = name(held.alert)
        let summary =
            words.map {
                "\(name) is \($0); it fires on, and Alertmanager tells nobody of it meanwhile, not even of its end"
            }
            ?? (why.map { "\(name) counts again: \($0); it was" } ?? "\(name) is told by Alertmanager again; it was")
            + " \(held.muted ?? "muted")"
        try record(words == nil ? .unmuted : .muted, of: held.alert, summary, held.incidentID, in: transaction)
        if (words == nil) != (held.muted == nil), let incident = try transaction.incident(held.incidentID) {
            try IncidentChanger(inForce: inForce, now: now)
                .followSilences(incident, wasMuted: [alert.id: held.muted != nil], in: &transaction)
        }
        return true
    }

    func settle(_ group: HiddenGroup, in transaction: inout StoreTransaction) throws -> Bool {
        guard let stored = try transaction.alertGroup(group.groupKey), stored.incidentID == group.incidentID,
            stored.truncatedAlerts == group.count, stored.bodyID == group.bodyID
        else { return false }
        let hidden = group.count == 1 ? "an alert" : "\(group.count) alerts"
        try record(
            .groupSettled, of: nil,
            "all that fires of a group is known: its last body hid \(hidden) (max_alerts), and Alertmanager was asked",
            group.incidentID, in: transaction)
        _ = try groups.apply(
            GroupChange(groupKey: group.groupKey, hiddenAlerts: HiddenAlerts.none), to: stored, in: &transaction)
        return true
    }

    private func name(_ alert: Alert) -> String { alert.displayName.singleLine(limit: 80) }

    private func record(
        _ kind: CorrectionKind, of alert: Alert?, _ summary: String, _ incidentID: Int64,
        in transaction: borrowing StoreTransaction
    ) throws {
        var details = [Labels.Pair(name: "correction", value: kind.rawValue)]
        if let alert { details.append(Labels.Pair(name: "fingerprint", value: alert.fingerprint)) }
        try transaction.record(
            TimelineDraft(.reconciled, summary, details: Labels(details)), incidentID: incidentID, at: now)
    }
}
