package import IncidentCore
internal import IncidentStore
internal import Logging

/// Carries out here what people do in PagerDuty.
package struct PagerDutyInbox: Sendable {
    let store: IncidentStore
    let tables: CurrentTables
    let time: TimeSource
    let metrics: EngineMetrics
    let logger: Logger

    /// What became of an event.
    package struct Receipt: Sendable, Equatable {
        package let outcome: PagerDutyOutcome
        /// In words, for who looks into PagerDuty's log of deliveries.
        package let words: String
    }

    /// Takes an event once, however often it comes, with all that follows from it in one transaction.
    ///
    /// - Parameter endpoints: those whose secrets have signed it; it counts for what was told through one of them.
    /// - Throws: `StoreError`; nothing has changed then, and the event counts when it comes again.
    package func receive(_ news: PagerDutyNews, signedFor endpoints: [EndpointID]) async throws -> Receipt {
        let (inForce, now) = (tables.inForce, time.now())
        let installation = store.installation
        let (receipt, change) = try await store.write { transaction -> (Receipt, Change?) in
            let place = try transaction.place(of: news, installation: installation)
            guard let place, let incident = try transaction.incident(place.incidentID),
                let (alert, standing) = try transaction.standing(of: news, at: place, through: endpoints)
            else { return (Receipt(outcome: .ignored, words: "it is about nothing that was told from here"), nil) }
            // Not before: another endpoint's secret may sign the same event, and tell that it is about something.
            guard try transaction.addPagerDutyEvent(news.id, occurredAt: news.occurredAt, at: now) else {
                return (Receipt(outcome: .repeated, words: "this event came before"), nil)
            }
            if let id = news.incidentID { try transaction.savePagerDutyIncident(id, place) }
            try transaction.savePagerDutyOrder(
                of: alert, incidentID: incident.id, news.occurredAt, reach: news.reach(standing))
            let person = news.person.map(inForce.tables.personName)
            let consequence = news.consequence(for: incident, by: person, standing)
            do {
                let carried = try PagerDutyCarrier(inForce: inForce, now: now).carryOut(
                    consequence, on: incident, in: &transaction)
                if case .take = consequence { try transaction.saveTaken(by: alert, incidentID: incident.id) }
                return carried
            } catch let refusal as TransitionRefused {
                // Before anything but the event's number and its place in the order was written.
                return (Receipt(outcome: .ignored, words: refusal.description), nil)
            }
        }
        count(receipt.outcome)
        if let change {
            logger.info(
                "PagerDuty told of an incident",
                metadata: [
                    "incident.id": "\(change.id)", "did": "\(receipt.words)", "status": "\(change.after.rawValue)",
                ])
        }
        return receipt
    }

    package func count(_ outcome: PagerDutyOutcome) { metrics.pagerDutyTold(outcome) }

    /// What was refused is said in the log too: an acknowledgement that does not arrive must be found from this side.
    package func refuse(_ outcome: PagerDutyOutcome, because reason: String) {
        count(outcome)
        logger.warning("a webhook of PagerDuty was refused", metadata: ["reason": "\(reason)"])
    }

    typealias Change = (id: Int64, after: IncidentStatus)
}

/// What became of a webhook of PagerDuty.
package enum PagerDutyOutcome: String, Sendable, CaseIterable {
    /// Somebody has the incident, has it no more, or it is resolved.
    case acted
    /// It stands in the timeline.
    case noted
    case ignored
    /// The event had come before.
    case repeated
    /// No signature, or one by no secret of ours.
    case unsigned
    /// It happened too long ago, or is yet to happen.
    case old
    case malformed
    case tooLarge = "too_large"
}

private struct PagerDutyCarrier {
    let inForce: TablesInForce
    let now: Timestamp

    func carryOut(
        _ consequence: PagerDutyConsequence, on incident: Incident, in transaction: inout StoreTransaction
    ) throws -> (PagerDutyInbox.Receipt, PagerDutyInbox.Change?) {
        let changer = IncidentChanger(inForce: inForce, now: now)
        func apply(_ event: IncidentEvent, _ words: String) throws -> (PagerDutyInbox.Receipt, PagerDutyInbox.Change?) {
            let after = try changer.apply(event, to: incident, in: &transaction)
            return (PagerDutyInbox.Receipt(outcome: .acted, words: words), (incident.id, after.status))
        }
        switch consequence {
        case .take(let person):
            let event = try transaction.taking(incident.id, by: person, way: .pagerDuty, tables: inForce.tables)
            return try apply(event, "acknowledged by \(person)")
        case .giveBack(let person, let why):
            return try apply(
                .unacknowledged(Deed(by: person, why: why, way: .pagerDuty)), "unacknowledged by \(person)")
        case .resolve(let person):
            let event = try transaction.resolving(incident.id, by: person, way: .pagerDuty, tables: inForce.tables)
            return try apply(event, "resolved by \(person)")
        case .note(let person, let text):
            let shown = inForce.tables.redactions.apply(to: String(text.prefix(PagerDutyNews.noteLimit)))
            _ = try changer.apply(.noted(by: person, text: shown), to: incident, in: &transaction)
            let words = "noted: \(shown.singleLine(limit: 300))"
            return (PagerDutyInbox.Receipt(outcome: .noted, words: words), (incident.id, incident.status))
        case .nothing(let why): return (PagerDutyInbox.Receipt(outcome: .ignored, words: why), nil)
        }
    }
}

extension StoreTransaction {
    /// By the key where it has one, else by PagerDuty's number.
    fileprivate func place(of news: PagerDutyNews, installation: String) throws -> PagerDutyPlace? {
        if let key = news.incidentKey, !key.isEmpty {
            return DedupKey.parts(of: key, installation: installation).map {
                PagerDutyPlace(incidentID: $0.incidentID, ring: $0.notificationID)
            }
        }
        return try news.incidentID.flatMap { try pagerDutyPlace(of: $0) }
    }

    /// `nil` where nothing was told under this key through one of the endpoints.
    fileprivate func standing(
        of news: PagerDutyNews, at place: PagerDutyPlace, through endpoints: [EndpointID]
    ) throws -> (alert: String, PagerDutyStanding)? {
        let told = try endpoints.compactMap { endpoint in
            try foldedMessages(incidentID: place.incidentID, through: endpoint).map { (endpoint, messages: $0) }
        }.filter { told in place.ring.map(told.messages.rings.contains) ?? true }
        let current = told.first { $0.messages.keys.current == place.ring }?.messages ?? told.first?.messages
        guard let current else { return nil }
        let alert = news.alertName(endpoints: told.map(\.0), ring: place.ring)
        let order = try pagerDutyOrder(of: alert, incidentID: place.incidentID)
        let standing = PagerDutyStanding(
            isCurrent: current.keys.current == place.ring, pagedAt: current.pagedAt,
            taken: try taken(by: alert, order, incidentID: place.incidentID), newestAt: order.newestAt,
            joinedAt: try newestUrgentAlert(incidentID: place.incidentID))
        return (alert, standing)
    }

    private func taken(
        by alert: String, _ order: PagerDutyOrder, incidentID: Int64
    ) throws -> PagerDutyStanding.Taken {
        guard try wayOfTaking(incidentID: incidentID) == .pagerDuty else { return .here }
        // One that an older release has stored is taken to be of this one.
        return (order.takenBy ?? alert) == alert ? .byThisAlert : .byAnotherAlert
    }
}
