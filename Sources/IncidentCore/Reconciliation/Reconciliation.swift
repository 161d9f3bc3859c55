/// Compares what the Alertmanagers of one cluster say with what we believe.
///
/// That one lists an alert is proof that it fires; that it does not list one proves nothing alone: another may, it may
/// have been started a moment ago, and the end may be on its way. So what adds needs one answer, and what ends needs all of
/// them. An Alertmanager that does not answer corrects nothing.
package struct Reconciliation: Sendable {
    let settings: AlertmanagerSettings
    let heartbeats: [Heartbeat]
    let believed: Believed
    let answers: [AlertmanagerAnswer]
    let since: Observations
    /// Under each fingerprint, what those say that list it.
    private let listings: [String: [Listing]]
    private let recognised: Set<Int64>
    /// The receivers that send to us.
    private let receivers: Set<String>
    private let heldByFingerprint: [String: HeldAlert]

    /// One answer's word of an alert.
    private struct Listing {
        let listed: ListedAlert
        let answer: Int
    }

    /// - Parameters:
    ///   - answers: of those that answered; one a URL at most.
    ///   - since: what was noticed at earlier asks.
    package init(
        _ settings: AlertmanagerSettings, heartbeats: [Heartbeat], believed: Believed, answers: [AlertmanagerAnswer],
        since: Observations
    ) {
        (self.settings, self.heartbeats, self.believed) = (settings, heartbeats, believed)
        (self.answers, self.since) = (answers, since)
        var listings: [String: [Listing]] = [:]
        for (place, answer) in answers.enumerated() {
            for listed in answer.alerts {
                listings[listed.alert.fingerprint, default: []].append(Listing(listed: listed, answer: place))
            }
        }
        self.listings = listings
        let proved = believed.held.compactMap { held -> Int64? in
            guard let id = held.senderID, let known = believed.senders[id], !known.isRecognised else { return nil }
            let isListed = listings[held.fingerprint]?.contains { $0.listed.receivers.contains(known.sender.receiver) }
            return isListed == true ? id : nil
        }
        recognised = Set(proved)
        let learned = believed.senders.filter { $0.value.isRecognised || proved.contains($0.key) }
        receivers =
            settings.receivers.isEmpty ? Set(learned.values.map(\.sender.receiver)) : settings.receivers
        heldByFingerprint = Dictionary(believed.held.map { ($0.fingerprint, $0) }) { first, _ in first }
    }

    /// What has to be remembered for the next ask.
    package var observations: Observations {
        guard let askedAt else { return since }
        var next = Observations()
        next.askedAt = askedAt
        for unknown in unknown { next.unknown[unknown.fingerprint] = unknown.since }
        for lost in lost { next.missing[lost.held.id] = lost.since }
        // Who did not answer this time may do so the next time, and need not begin anew.
        if !haveAllAnswered {
            next.missing = since.missing.filter { id, _ in
                believed.held.contains { $0.id == id && listings[$0.fingerprint] == nil }
            }
        }
        return next
    }

    /// Whether the groups of what is listed are wanted, to take in what was missed.
    package var wantsGroups: Bool {
        let unknown = unknown
        guard !unknown.isEmpty, let now = askedAt else { return false }
        return !believed.hidden.isEmpty || unknown.contains { $0.dueAt <= now }
    }

    /// - Parameter groups: of what is listed; empty where they were not asked for.
    package func plan(groups: [ListedGroup]) -> ReconciliationPlan {
        var plan = ReconciliationPlan()
        guard let askedAt else { return plan }
        plan.recognised = recognised
        let arePlaced = planMissed(groups, at: askedAt, &plan)
        planEnds(at: askedAt, &plan)
        planDoubts(&plan)
        planMutings(&plan)
        plan.heardOf = believed.held.filter { isHeardOf($0, at: askedAt) }
        if haveAllAnswered, areAllWarm, arePlaced {
            plan.settledGroups = believed.hidden.filter { speaks(for: $0.senderID) }
        } else if haveAllAnswered, !areAllWarm, !believed.hidden.isEmpty || !believed.doubts.isEmpty, let warmAt {
            plan.askAgain(at: warmAt)
        }
        return plan
    }
}

// What is listed and not known.
extension Reconciliation {
    private struct Unknown {
        let fingerprint: String
        let listed: ListedAlert
        let since: Timestamp
        /// When it should have come by itself.
        let dueAt: Timestamp
    }

    /// Alerts of which a receiver of ours is told, that are no heartbeats, and that no occurrence and no doubt shows.
    private var unknown: [Unknown] {
        let doubtful = Set(believed.doubts.map(\.fingerprint))
        return listings.compactMap { fingerprint, listings -> Unknown? in
            guard heldByFingerprint[fingerprint] == nil, !doubtful.contains(fingerprint) else { return nil }
            let telling = listings.filter {
                $0.listed.state == .active && !receivers.isDisjoint(with: $0.listed.receivers)
            }
            guard let first = telling.first, !isHeartbeat(first.listed.alert) else { return nil }
            let askedAt = answers[first.answer].askedAt
            let seen = since.unknown[fingerprint] ?? askedAt
            // At the first ask nobody knows since when it is told; later it is since the ask before at the earliest,
            // whenever it began: it may have been muted until now.
            let told =
                since.askedAt == nil
                ? telling.map { max($0.listed.alert.startsAt, answers[$0.answer].startedAt) }.min() ?? seen : seen
            return Unknown(
                fingerprint: fingerprint, listed: first.listed, since: seen, dueAt: min(told, seen) + settings.allow)
        }.sorted { $0.fingerprint < $1.fingerprint }
    }

    /// - Returns: whether the group of each is known.
    private func planMissed(
        _ groups: [ListedGroup], at askedAt: Timestamp, _ plan: inout ReconciliationPlan
    ) -> Bool {
        let unknown = unknown
        var places: [String: Int] = [:]
        for (place, group) in groups.enumerated() where receivers.contains(group.receiver) {
            for fingerprint in group.fingerprints { places[fingerprint] = places[fingerprint] ?? place }
        }
        for (place, alerts) in Dictionary(grouping: unknown, by: { places[$0.fingerprint] }).sorted(by: Self.inOrder) {
            guard let place else {
                for alert in alerts { plan.askAgain(at: max(alert.dueAt, askedAt + settings.soonest)) }
                continue
            }
            let group = groups[place]
            let hiding = believed.hidden.first { hides($0, group) }
            let due = hiding == nil ? alerts.filter { $0.dueAt <= askedAt } : alerts
            for alert in alerts where hiding == nil && alert.dueAt > askedAt { plan.askAgain(at: alert.dueAt) }
            guard !due.isEmpty else { continue }
            let holders = group.fingerprints.compactMap { heldByFingerprint[$0]?.incidentID }
            plan.missed.append(
                MissedAlerts(
                    groupKey: hiding?.groupKey ?? group.ownKey, alerts: due.map(\.listed),
                    holders: Set(holders + (hiding.map { [$0.incidentID] } ?? [])), wereHidden: hiding != nil,
                    askedAt: askedAt, sender: sender(for: group.receiver)))
        }
        return unknown.allSatisfy { places[$0.fingerprint] != nil }
    }

    private static func inOrder(_ left: (key: Int?, value: [Unknown]), _ right: (key: Int?, value: [Unknown])) -> Bool {
        left.key ?? .max < right.key ?? .max
    }

    /// Whether it is the group of which a body hid alerts: by one that its incident holds.
    private func hides(_ hidden: HiddenGroup, _ group: ListedGroup) -> Bool {
        guard isAsked(hidden.senderID), let id = hidden.senderID,
            believed.senders[id]?.sender.receiver == group.receiver
        else { return false }
        return group.labels.pairs.allSatisfy { hidden.labels[$0.name] == $0.value }
    }

    /// One that has the receiver's name, so that what is taken in can end by an answer as well.
    private func sender(for receiver: String) -> AlertSender {
        let known = believed.senders.filter { $0.value.sender.receiver == receiver && isAsked($0.key) }
        return known.min { $0.key < $1.key }?.value.sender ?? AlertSender(receiver: receiver, externalURL: "")
    }

    private func isHeartbeat(_ alert: Alert) -> Bool { heartbeats.contains { $0.matchers.matches(alert.labels) } }
}

// What is known and not listed.
extension Reconciliation {
    private struct Lost {
        let held: HeldAlert
        let since: Timestamp
    }

    private var lost: [Lost] {
        guard haveAllAnswered, let askedAt else { return [] }
        return believed.held.compactMap { held in
            guard speaks(for: held.senderID), listings[held.fingerprint] == nil, held.lastSeenAt < askedAt else {
                return nil
            }
            let noticed = since.missing[held.id] ?? askedAt
            return Lost(held: held, since: noticed < held.lastSeenAt ? askedAt : noticed)
        }
    }

    private func planEnds(at askedAt: Timestamp, _ plan: inout ReconciliationPlan) {
        let lost = lost
        guard !lost.isEmpty, !isMonitoringSilent else { return }
        guard areAllWarm else {
            if let warmAt { plan.askAgain(at: warmAt) }
            return
        }
        let started = answers.map(\.startedAt).min() ?? askedAt
        for lost in lost {
            // Their clocks are told in whole seconds. Who lists nothing at all may have nobody who tells it.
            if !listings.isEmpty, started - .seconds(2) > lost.held.lastSeenAt {
                plan.ended.append(
                    LostEnd(alert: lost.held, endsAt: lost.since, reason: .startedAnew(started)))
            } else if lost.since + settings.allow <= askedAt {
                plan.ended.append(LostEnd(alert: lost.held, endsAt: lost.since, reason: .notListed))
            } else {
                plan.askAgain(at: lost.since + settings.allow)
            }
        }
    }

    /// Whether a heartbeat is missing that comes all the time: then nobody tells Alertmanager what fires, and what runs out
    /// there has not ended. Good news that comes once a day says nothing of that.
    private var isMonitoringSilent: Bool {
        heartbeats.contains { $0.silentAfter <= .seconds(3600) && heldByFingerprint[$0.fingerprint] != nil }
    }

    private func planDoubts(_ plan: inout ReconciliationPlan) {
        for doubt in believed.doubts {
            let heard = answers.filter { $0.askedAt > doubt.seenAt }
            let listings = (listings[doubt.fingerprint] ?? []).filter { answers[$0.answer].askedAt > doubt.seenAt }
            let fires = listings.contains {
                $0.listed.state == .active && !receivers.isDisjoint(with: $0.listed.receivers)
            }
            let isOver =
                listings.isEmpty && heard.count == settings.urls.count && areAllWarm && speaks(for: doubt.senderID)
            guard fires || isOver, let askedAt = heard.map(\.askedAt).min() else { continue }
            plan.doubts.append(SettledDoubt(fingerprint: doubt.fingerprint, fires: fires, askedAt: askedAt))
        }
    }

    /// Whether a listing is news: without it the alert would look as if nobody knew of it any more. Where another start is
    /// listed, the end between the two is still to be told by a body.
    private func isHeardOf(_ held: HeldAlert, at askedAt: Timestamp) -> Bool {
        guard isAsked(held.senderID), held.lastSeenAt + Self.heardOfAfter <= askedAt else { return false }
        return listings[held.fingerprint]?.contains { $0.listed.alert.startsAt <= held.startsAt } == true
    }

    private func planMutings(_ plan: inout ReconciliationPlan) {
        for held in believed.held where isAsked(held.senderID) {
            let states = (listings[held.fingerprint] ?? []).map(\.listed.state)
            if states.contains(.active) {
                if held.muted != nil { plan.mutings.append(MutingChange(alert: held, muting: nil)) }
            } else if case .muted(let muting)? = states.first(where: { $0 != .unprocessed }) {
                plan.mutings.append(MutingChange(alert: held, muting: muting))
            }
        }
    }
}

extension Reconciliation {
    /// More often nothing is written of what merely fires on.
    private static let heardOfAfter: Duration = .seconds(3600)

    /// Of the earliest answer; `nil` where nobody answered.
    private var askedAt: Timestamp? { answers.map(\.askedAt).min() }

    private var haveAllAnswered: Bool { !answers.isEmpty && answers.count == settings.urls.count }

    /// When the last of those that answered knows what fires.
    private var warmAt: Timestamp? { answers.map { $0.startedAt + settings.warmUp }.max() }

    private var areAllWarm: Bool { answers.allSatisfy { $0.startedAt + settings.warmUp <= $0.askedAt } }

    /// Whether the Alertmanagers that are asked know what comes from a sender.
    private func isAsked(_ senderID: Int64?) -> Bool {
        guard let senderID, let known = believed.senders[senderID] else { return false }
        guard settings.receivers.isEmpty else { return settings.receivers.contains(known.sender.receiver) }
        return known.isRecognised || recognised.contains(senderID)
    }

    /// Whether it says something that they do not list what came from a sender: one that does not have its receiver is
    /// another cluster's, or another tenant's.
    private func speaks(for senderID: Int64?) -> Bool {
        guard isAsked(senderID), let senderID, let known = believed.senders[senderID] else { return false }
        return answers.allSatisfy { $0.receivers.contains(known.sender.receiver) }
    }
}

/// What was noticed at an ask and decides something later, in memory only: after a restart it takes as long again.
package struct Observations: Sendable, Equatable {
    /// By the number of an occurrence: since when no Alertmanager knows it, while all answer.
    package var missing: [Int64: Timestamp] = [:]
    /// By fingerprint: since when one lists an alert that we do not know.
    package var unknown: [String: Timestamp] = [:]
    /// When somebody last answered; `nil` before the first time.
    package var askedAt: Timestamp?

    package init() {}
}

extension AlertmanagerSettings {
    /// The shortest time between two asks.
    package var soonest: Duration { min(every, .seconds(10)) }
}
