package import IncidentCore
package import IncidentStore

extension StoreReader {
    /// An incident's escalations as they stand by the decision of who runs them: one that has nothing to tell rests already,
    /// one that somebody's having the incident has stopped goes on when what that one was asked lapses, what a missed deadline
    /// to respond brings comes then, what does not wait where nobody has been reached comes when that is so, and a last resort
    /// that was told already is not told again.
    ///
    /// - Parameter page: one that is to say so: who reads it has been reached.
    package func standingEscalations(
        of incident: Incident, tables: RoutingTables, toReadersOf page: Int64? = nil
    ) throws -> [StoredEscalation] {
        let all = try escalations(incidentID: incident.id)
        let idle = try Coverage.idle(of: all.compactMap(\.escalation), in: incident, tables: tables) {
            try firingAlerts(incidentID: incident.id, limit: $0)
        }
        let lapses = incident.status == .acknowledged && incident.taking.isAsked ? incident.taking.confirmBy : nil
        var standing = all.map { stored in
            guard var escalation = stored.escalation else { return stored }
            let isIdle = idle.contains(stored.policy)
            if isIdle { escalation.rest() }
            if let lapses { escalation.goOn(noLaterThan: lapses) }
            if let silence = incident.silence { escalation.goOn(noSoonerThan: silence.until) }
            var standing = stored.standing(as: escalation)
            standing.isIdle = isIdle
            return standing
        }
        let mayComeSooner =
            incident.isOverdueLater || incident.isEscalating && standing.contains { $0.nextDueAt != nil }
        guard mayComeSooner || standing.contains(where: { $0.next == .end && $0.document?.otherwise != nil })
        else { return standing }
        let history = try tellingHistory(incidentID: incident.id)
        for place in standing.indices {
            standing[place].hasToldLastResort =
                standing[place].escalation.map { history.hasToldLastResort(of: $0, since: incident.newsAt) } ?? false
        }
        if incident.isOverdueLater { standing.comeSooner(in: incident, history, tables) }
        standing.comeUnreached(
            in: incident, page.map(history.taken) ?? history, hours: tables.businessHours)
        return standing
    }
}

extension EscalationForesight {
    /// - Parameters:
    ///   - standing: as `standingEscalations` has them.
    ///   - now: as of the other one.
    package init(
        of standing: [StoredEscalation], in incident: Incident, _ history: TellingHistory, _ tables: RoutingTables,
        from now: Timestamp
    ) {
        self.init(
            of: standing.compactMap(\.escalation), idle: Set(standing.filter(\.isIdle).map(\.policy)), from: now,
            hours: tables.businessHours, respondBy: incident.isQuiet ? nil : incident.response.by,
            respondWithin: tables.respondWithin.shortest(from: incident.priority), lastStepAt: history.lastStepAt,
            isForDigest: { tables.digestTime(of: $0, at: $1) != nil },
            hasToldLastResort: { history.hasToldLastResort(of: $0, since: incident.newsAt) })
    }
}

extension RoutingTables {
    /// With the overrides of rotas that decide who is told by the next steps.
    package func knowingOverrides(
        for escalations: [StoredEscalation], _ reader: StoreReader
    ) throws -> RoutingTables {
        let due = escalations.compactMap(\.comesAt)
        guard !contacts.rotaRoles.isEmpty, let first = due.min(), let last = due.max() else { return self }
        var tables = self
        tables.contacts.overrides = try reader.rotaOverrides(from: first, until: last)
        return tables
    }
}

extension Incident {
    /// Whether a deadline to respond is to come.
    fileprivate var isOverdueLater: Bool { status == .triggered && !isQuiet && response.by != nil }
}

extension [StoredEscalation] {
    /// Where a missed deadline to respond brings what comes next before its time, it is next then.
    fileprivate mutating func comeSooner(in incident: Incident, _ history: TellingHistory, _ tables: RoutingTables) {
        let foresight = EscalationForesight(of: self, in: incident, history, tables, from: Timestamp(seconds: 0))
        var isKnown: Set<String> = []
        for event in foresight.events(limit: 3 * count) {
            let (name, time, next): (String, Timestamp, RequestedStep?)
            switch event {
            case .escalation(_, let upcoming) where upcoming.isPassedOver: continue
            case .escalation(let policy, let upcoming): (name, time, next) = (policy.name, upcoming.at, nil)
            case .overdue(let at, .comesNow(let escalation, let brought)):
                (name, time, next) = (escalation.policy.name, at, brought)
            case .overdue: continue
            }
            guard isKnown.insert(name).inserted, let place = firstIndex(where: { $0.policy == name }),
                let due = self[place].pastSteps(hours: tables.businessHours).telling.nextDueAt, time < due
            else { continue }
            self[place].sooner = .init(at: time, next: next, cause: .untaken)
        }
    }

    /// Where nobody is reached by the step before it, what comes next does not wait.
    fileprivate mutating func comeUnreached(in incident: Incident, _ history: TellingHistory, hours: BusinessHours?) {
        for place in indices where !self[place].isIdle {
            guard let escalation = self[place].escalation,
                let hastening = history.foreseenHastening(of: escalation, in: incident, hours: hours)
            else { continue }
            let due = self[place].sooner?.at ?? self[place].pastSteps(hours: hours).telling.nextDueAt
            let (at, next, passedOver) = hastening.telling(hours: hours)
            guard due.map({ at < $0 }) ?? true else { continue }
            self[place].sooner = .init(at: at, next: next, cause: .unreached, passedOver: passedOver)
        }
    }
}
