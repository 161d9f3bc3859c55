// What follows when its alerts begin and end.
extension Incident {
    mutating func open(_ change: AlertsChange) -> [IncidentAction] {
        takeCounts(of: change)
        silence = change.silence
        return [
            .record(
                TimelineDraft(.opened, "opened as \(priority.rawValue): \(title)", details: ["group_key": groupKey])),
            .record(classified),
        ] + silencedRecord + recordHushed(change) + [.cover(change.joined, .opened), .diagnose(.opened)]
    }

    mutating func applyToOpen(_ change: AlertsChange, at now: Timestamp) -> [IncidentAction] {
        takeCounts(of: change)
        putOffQuiet(change, at: now)
        let wasHeld = silence != nil && status == .triggered
        let rises = risesForOwner(change)
        let records = recordAlerts(change) + followSilence(change, asks: !rises, at: now)
        guard let lead = change.lead else { return records + applyWithoutLead(change, at: now) }
        // What ends a silence where nobody has it begins or goes on with all that there is to tell; and what silences the
        // last that counted is no news.
        let isSaid = wasHeld && silence == nil
        // One of an older release has been diagnosed, whichever led it.
        let formerLead = self.lead ?? lead.fingerprint
        let actions = records + lapseQuestion(change) + follow(lead, because: change)
        let isUntold = flapping.isOn && change.isFlip
        // Before what follows, which says less.
        let flip = countFlip(change, at: now)
        if rises, !isSaid, !isUntold, !(silence != nil && change.joined.isEmpty) {
            return actions + flip + rise(change, tellsUpdate: flip.isEmpty, at: now)
        }
        // While it flaps, what fired before in this incident is told to nobody.
        let news = flapping.isOn ? change.news : change.joined
        if !news.isEmpty { newsAt = now }
        let leads = formerLead == lead.fingerprint ? [] : [lead]
        let quiet = change.hushed.map { $0.hasBegun ? $0.alerts : [] } ?? []
        let toDiagnose = leads + (news + quiet).map(\.lead).filter { $0 != lead }
        // Before the update, which waits for it.
        let diagnosis: [IncidentAction] = toDiagnose.isEmpty ? [] : [.diagnoseAlso(toDiagnose)]
        let told = news.isEmpty ? [] : tellOfJoined(change.joining(news), isCovered: isSaid, at: now)
        return actions + flip + diagnosis + told
    }

    /// Whether it becomes more urgent, by something that whoever has it has not taken.
    private func risesForOwner(_ change: AlertsChange) -> Bool {
        guard let lead = change.lead, lead.classification.priority < priority else { return false }
        return !isTaken(change.joined + change.unsilenced)
    }

    /// None of its alerts fires, for all that is stored.
    private mutating func applyWithoutLead(_ change: AlertsChange, at now: Timestamp) -> [IncidentAction] {
        guard let mayFire = change.mayFire else {
            return flapping.isOn ? lapseQuestion(change) : resolveByAlerts(at: now)
        }
        let lapsed = lapseQuestion(change)
        // A doubtful alert has an entry of its own.
        return change.ended.isEmpty || mayFire == .doubtful ? lapsed : [keptOpen] + lapsed
    }

    mutating func applyToResolved(_ change: AlertsChange, at now: Timestamp) -> [IncidentAction] {
        takeCounts(of: change)
        if firingCount == 0 { remindAt = nil }
        guard !change.joined.isEmpty, let lead = change.lead else { return recordAlerts(change) }
        let quiet = resolvedAt.map { now - $0 }
        let wasTaken = acknowledgedBy != nil || resolvedBy != nil
        silence = change.silence
        // Where nobody is told now, those who were told that it is over are to be told anew later.
        let reason =
            wasTaken || silence != nil ? CoverReason.reopened : .firesAgain(after: max(quiet ?? .zero, .zero))
        let owner = reopen(following: lead, at: now)
        // Not always what had fired before.
        let names = change.joined.map(\.name).shortList
        let after = quiet.map { " \($0.prometheusRounded) after the resolution" } ?? ""
        return [.record(TimelineDraft(.reopened, "re-opened: \(names) began to fire\(after)"))]
            + recordAlerts(change)
            + [.record(classified)] + silencedRecord + countFlip(change, at: now)
            + [.cover(change.joined, reason), .diagnose(.reopened), .tell(.reopened(owner: owner))]
    }

    /// A person closed it, and its alerts have fired on for longer than that is believed.
    ///
    /// - Parameter change: its `joined` are all that fires.
    mutating func openStillFiring(_ change: AlertsChange, at now: Timestamp) -> [IncidentAction] {
        remindAt = nil
        takeCounts(of: change)
        guard let lead = change.lead else { return [] }
        let person = resolvedBy ?? "somebody"
        let since = resolvedAt.map { " \((now - $0).prometheusRounded) ago" } ?? ""
        silence = change.silence
        let owner = reopen(following: lead, at: now)
        let words = "re-opened: \(person) resolved it\(since), and \(change.joined.map(\.name).shortList) fires on"
        return [.record(TimelineDraft(.reopened, words)), .record(classified)] + silencedRecord
            + [.cover(change.joined, .reopened), .diagnose(.reopened), .tell(.reopened(owner: owner))]
    }

    /// - Returns: who had it until it was over: its owner, or who closed it.
    mutating func reopen(following lead: Lead, at now: Timestamp) -> String? {
        let owner = acknowledgedBy ?? resolvedBy
        release(at: now)
        (resolvedAt, resolvedBy, remindAt) = (nil, nil, nil)
        _ = follow(lead)
        return owner
    }

    /// Follows the lead, and records what that changes.
    private mutating func follow(_ lead: Lead, because change: AlertsChange) -> [IncidentAction] {
        let before = priority
        var actions: [IncidentAction] = []
        if follow(lead) {
            actions.append(
                .record(TimelineDraft(.leadChanged, "leads now: \(title)", details: ["lead": lead.fingerprint])))
        }
        guard priority != before else { return actions }
        let words = "priority \(priority < before ? "rises" : "falls") from \(before.rawValue) to \(priority.rawValue)"
        actions.append(
            .record(TimelineDraft(.priorityChanged, "\(words) by rule \"\(rule)\"", details: ["rule": rule])))
        return actions
    }

    /// Whether somebody has taken the incident with all of these: one that flaps takes it from nobody.
    private func isTaken(_ joined: [JoinedAlert]) -> Bool {
        status == .acknowledged && !joined.isEmpty && joined.allSatisfy(taking.covers)
    }

    /// Whoever took a lesser incident has not taken this one.
    private mutating func rise(_ change: AlertsChange, tellsUpdate: Bool, at now: Timestamp) -> [IncidentAction] {
        newsAt = now
        var (lost, released): ([IncidentAction], [IncidentAction]) = ([], [])
        if status == .acknowledged {
            let owner = acknowledgedBy ?? "somebody"
            let why = "it is more urgent than what \(owner) had taken"
            let words = "the acknowledgement by \(owner) ends: \(why)\(unansweredWords); escalation goes on"
            lost = [.record(TimelineDraft(.acknowledgementOvertaken, words))]
            released = [.tell(.released(why, owner: owner))]
            release(at: now)
        }
        return lost + [.cover(change.joined, .priorityRaised), .diagnose(.priorityRaised)] + released
            + (tellsUpdate ? [.tell(.update(Self.news(change)))] : [])
    }

    /// Joining what nobody has taken is an update to all who were told; joining what somebody has taken rings their
    /// bell when it is urgent and new to them.
    ///
    /// - Parameter isCovered: whether its policies have begun already.
    mutating func tellOfJoined(
        _ change: AlertsChange, isCovered: Bool = false, at now: Timestamp
    ) -> [IncidentAction] {
        let update = IncidentAction.tell(.update(Self.news(change)))
        guard status == .acknowledged else {
            return (isCovered ? [] : [.cover(change.joined, .joined)]) + [update]
        }
        // Of what is silenced nobody is asked; they are when that ends.
        guard silence == nil else { return [update] }
        let asked = change.unsilenced.isEmpty ? change.joined : change.unsilenced
        return askOwner(about: asked, confirmWithin: change.confirmWithin, at: now) + [update]
    }

    /// Asks who has the incident whether they have urgent alerts as well that they have not taken, and begins their
    /// policies.
    mutating func askOwner(
        about alerts: [JoinedAlert], confirmWithin: Duration, at now: Timestamp
    ) -> [IncidentAction] {
        let names = taking.newUrgentNames(of: alerts)
        let urgent = alerts.filter { names.contains($0.name) }
        let isFirst = !taking.isAsked
        taking.unconfirmed += names
        guard !names.isEmpty, isFirst else { return urgent.isEmpty ? [] : [.cover(urgent, .joined)] }
        let deadline = taking.answerBy(now + confirmWithin)
        taking.confirmBy = deadline
        let owner = acknowledgedBy ?? "somebody"
        let ask = "\(names.shortList) joined after \(owner) had taken it; to be confirmed by \(deadline.readable)"
        return [
            .record(TimelineDraft(.confirmationAsked, ask, details: ["alerts": names.joined(separator: ", ")])),
            .tell(.confirmation(ask)), .cover(urgent, .joined),
        ]
    }

    /// What was to be confirmed and has ended need not be: only what fires still matters to the question.
    private mutating func lapseQuestion(_ change: AlertsChange) -> [IncidentAction] {
        guard status == .acknowledged, let covers = change.covers else { return [] }
        let (asked, left) = (taking.unconfirmed, taking.stillAsked(firing: covers))
        let lapsed = asked.filter { !left.contains($0) }
        guard !lapsed.isEmpty else { return [] }
        taking.unconfirmed = left
        let ended =
            "\(lapsed.shortList) \(change.hushed == nil ? "ended" : "was silenced or ended") before anybody had confirmed"
        let details: Labels = ["alerts": lapsed.joined(separator: ", ")]
        guard left.isEmpty, taking.handedOverBy == nil else {
            let still = taking.openQuestion.map { "; \($0)" } ?? ""
            return [.record(TimelineDraft(.confirmationLapsed, ended + still, details: details))]
        }
        taking.confirmBy = nil
        let words = "\(ended); nothing is to be confirmed any more"
        return [
            .record(TimelineDraft(.confirmationLapsed, words, details: details)), .withdrawQuestion(reason: words),
        ]
    }

    var classified: TimelineDraft {
        TimelineDraft(
            .classified, "\(priority.rawValue) by rule \"\(rule)\"",
            details: ["rule": rule, "priority": priority.rawValue])
    }

    mutating func takeCounts(of change: AlertsChange) {
        (firingCount, occurrenceCount) = (change.firing, change.occurrences)
        (repeatedCount, hidden) = (change.repeated, change.hidden)
    }

    private func recordAlerts(_ change: AlertsChange) -> [IncidentAction] {
        var actions: [IncidentAction] = []
        if let because = change.unsilencedBecause {
            // Where all of it was silenced the end of that has an entry of its own.
            if !change.joined.isEmpty {
                actions.append(.record(TimelineDraft(.silenceEnded, Self.unsilenced(change.joined, because))))
            }
        } else if !change.joined.isEmpty {
            let names = change.joined.map(\.name).shortList
            actions.append(
                .record(TimelineDraft(.alertsAdded, "\(names) now firing; \(firingCount) in all\(hidden.moreWords)")))
        }
        if !change.ended.isEmpty {
            actions.append(
                .record(
                    TimelineDraft(
                        .alertsEnded, "\(change.ended.shortList) ended; \(firingCount) still firing\(hidden.moreWords)")
                ))
        }
        return actions + recordHushed(change)
    }

    var keptOpen: IncidentAction {
        .record(
            TimelineDraft(
                .keptOpen,
                "every alert we know of has ended, but others may still fire that were hidden (max_alerts) or were too many "
                    + "to be kept; kept open"))
    }

    private static func news(_ change: AlertsChange) -> String {
        guard let alert = change.joined.first else { return "its alerts have changed" }
        if let because = change.unsilencedBecause { return unsilenced(change.joined, because) }
        return change.joined.count == 1
            ? "joined: \(alert.lead.title)" : "joined: \(change.joined.map(\.name).shortList)"
    }
}

extension [String] {
    /// `A, B, C and 4 more`, for one line: names of alerts, of which there may be several of one name.
    package var shortList: String {
        // Five hundred pods of one alert are one name.
        let distinct = firstDistinct(4)
        let shown = distinct.prefix(3).map { $0.singleLine(limit: 80) }.joined(separator: ", ")
        if distinct.count == 1, count > 1 { return "\(shown) (\(count) alerts)" }
        return distinct.count > 3 || count > distinct.count
            ? "\(shown) and \(count - Swift.min(3, distinct.count)) more" : shown
    }

    /// The same of what is not alerts, contacts, ways to them or collectors: each counts once, however often it is named.
    package var shortNames: String {
        let distinct = firstDistinct(count)
        let shown = distinct.prefix(3).map { $0.singleLine(limit: 80) }.joined(separator: ", ")
        return distinct.count > 3 ? "\(shown) and \(distinct.count - 3) more" : shown
    }

    private func firstDistinct(_ limit: Int) -> [String] {
        var (seen, distinct): (Set<String>, [String]) = ([], [])
        for name in self where seen.insert(name).inserted {
            distinct.append(name)
            if distinct.count == limit { break }
        }
        return distinct
    }
}
