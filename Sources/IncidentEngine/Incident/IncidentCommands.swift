package import IncidentCore
package import IncidentStore
package import Logging

/// What people do to an incident, from the web or the command line.
package struct IncidentCommands: Sendable {
    let store: IncidentStore
    let tables: CurrentTables
    let time: TimeSource
    /// Hears of every change of status; the command line needs none.
    private let logger: Logger?

    package init(store: IncidentStore, tables: CurrentTables, time: TimeSource, logger: Logger? = nil) {
        self.logger = logger
        self.store = store
        self.tables = tables
        self.time = time
    }

    /// - Parameters:
    ///   - text: what they say with it, which is noted too.
    ///   - way: by which way; `nil` where nobody can say.
    ///   - takeOver: whether they take it from who has it.
    /// - Throws: `DeedQuestion` where they are to be asked first; `TransitionRefused`; `UnknownIncident`.
    package func acknowledge(
        _ id: Int64, by person: String, text: String? = nil, way: Way? = nil, takeOver: Consent<String> = .notAsked
    ) async throws -> Incident {
        try await take(id, by: person, text: text, way: way, takeOver: takeOver).after
    }

    /// Acknowledges, and tells how the incident stood until then: who had taken it, and what was to be confirmed.
    package func take(
        _ id: Int64, by person: String, text: String? = nil, way: Way? = nil, takeOver: Consent<String> = .notAsked
    ) async throws -> (before: Incident, after: Incident) {
        let person = tables.value.personName(person)
        let now = time.now()
        return try await change(id, note: text.map { noted(by: person, $0) }) { [tables] transaction in
            if let question = try transaction.incident(id)?.question(
                beforeTakenBy: person, takeOver, tables.value, at: now, in: transaction.reader)
            {
                throw question
            }
            return try transaction.taking(id, by: person, way: way, tables: tables.value)
        }
    }

    /// - Parameters: as of `acknowledge`.
    ///   - stillFiring: whether they close it although alerts fire.
    package func resolve(
        _ id: Int64, by person: String, text: String? = nil, way: Way? = nil, stillFiring: Consent<Int> = .notAsked
    ) async throws -> Incident {
        let person = tables.value.personName(person)
        return try await change(id, note: text.map { noted(by: person, $0) }) { [tables] transaction in
            if let question = try transaction.incident(id)?.question(beforeResolving: stillFiring) { throw question }
            return try transaction.resolving(id, by: person, way: way, tables: tables.value)
        }.after
    }

    /// Takes back that it is over: it is as it was before, see `Incident.takeBackResolution`.
    package func reopen(_ id: Int64, _ deed: Deed) async throws -> Incident {
        let deed = try checked(deed, needsReason: false)
        let (changer, tables) = (IncidentChanger(inForce: tables.inForce, now: time.now()), tables.value)
        return try await change(id) { transaction in
            guard let incident = try transaction.incident(id) else {
                throw UnknownIncident(id: id, newest: try transaction.newestIncidentID())
            }
            if let open = try transaction.openIncident(withGroupKeyOf: id), open != id {
                throw TransitionRefused(
                    "incident \(open) of the same alert group has been opened since; incident \(id) stays resolved")
            }
            return .reopened(
                deed, try changer.alertsNow(of: incident, in: transaction),
                try transaction.reopeningTerms(id, tables: tables))
        }.after
    }

    package func note(_ id: Int64, by person: String, text: String) async throws -> Incident {
        let note = noted(by: tables.value.personName(person), text)
        return try await change(id) { _ in note }.after
    }

    /// What people paste may hold a secret.
    private func noted(by person: String, _ text: String) -> IncidentEvent {
        .noted(by: person, text: tables.value.redactions.apply(to: text))
    }

    /// - Parameter event: made of the stored state; a refusal of its own changes nothing.
    func change(
        _ id: Int64, note: IncidentEvent? = nil,
        _ event: @escaping @Sendable (inout StoreTransaction) throws -> IncidentEvent
    ) async throws -> (before: Incident, after: Incident) {
        let changer = IncidentChanger(inForce: tables.inForce, now: time.now())
        // A refusal is a result and no error: nothing has been written by then, and an error would take the others with it
        // that share the commit.
        let result: Result<(Incident, Incident), any Error> = try await store.write { transaction in
            guard let incident = try transaction.incident(id) else {
                return .failure(UnknownIncident(id: id, newest: try transaction.newestIncidentID()))
            }
            do {
                let changed = try changer.applyOnce(try event(&transaction), to: incident, in: &transaction)
                return .success(
                    (incident, try note.map { try changer.applyOnce($0, to: changed, in: &transaction) } ?? changed))
            } catch let refusal as TransitionRefused {
                return .failure(refusal)
            } catch let problem as DeedProblem {
                return .failure(problem)
            } catch let question as DeedQuestion {
                return .failure(question)
            }
        }
        let (before, after) = try result.get()
        // Also when it changes hands.
        if (before.status, before.acknowledgedBy) != (after.status, after.acknowledgedBy) { log(after, before) }
        return (before, after)
    }

    private func log(_ incident: Incident, _ before: Incident) {
        let id = "\(incident.id)"
        guard before.status != .resolved else {
            logger?.info(
                "incident re-opened", metadata: ["incident.id": "\(id)", "status": "\(incident.status.rawValue)"])
            return
        }
        switch incident.status {
        case .triggered:
            let owner = before.acknowledgedBy ?? "nobody"
            logger?.info("acknowledgement ended", metadata: ["incident.id": "\(id)", "owner": "\(owner)"])
        case .acknowledged:
            let owner = incident.acknowledgedBy ?? "nobody"
            logger?.info("incident acknowledged", metadata: ["incident.id": "\(id)", "by": "\(owner)"])
        case .resolved:
            let person = incident.resolvedBy ?? "nobody"
            logger?.info("incident resolved", metadata: ["incident.id": "\(id)", "by": "\(person)"])
        }
    }
}

/// There is no incident with this number.
package struct UnknownIncident: Error, Equatable, CustomStringConvertible {
    package let id: Int64
    package let newest: Int64?

    package init(id: Int64, newest: Int64?) {
        self.id = id
        self.newest = newest
    }

    package var description: String {
        let newest = newest.map { "the newest is \($0)" } ?? "there is none yet"
        return "no incident \(id), \(newest); list them with: responder incident list"
    }
}
