package import IncidentCore
internal import IncidentStore
package import Logging

/// Makes digests, tells hand-offs and ends storms when their time comes, and sends bulletins: by the contact's first method, and
/// the next where that fails.
package struct BulletinService: TickingService {
    /// Longer than any attempt may take by its own time limits.
    static let lease: Duration = .seconds(240)

    package let name = "bulletins"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let tables: CurrentTables
    private let metrics: EngineMetrics
    private let owner: String
    private let links: Links
    private let waysOut: WaysOut
    private let jitter: @Sendable () -> Double

    init(
        _ context: ServiceContext, links: Links, waysOut: WaysOut, jitter: @escaping @Sendable () -> Double,
        wakeup: Wakeup
    ) {
        self.links = links
        self.waysOut = waysOut
        self.jitter = jitter
        self.wakeup = wakeup
        (store, tables, time, metrics) = (context.store, context.tables, context.time, context.metrics)
        (logger, pulse, owner) = (context.logger, context.pulse, context.owner)
    }

    package func tick() async throws -> Timestamp? {
        try await WorkPool(limit: 4, for: self).drain(claim: claim, nextDue: nextDue) { owed, _ in
            await attempt(owed)
        }
    }

    /// The next that is to be made, or to be sent.
    private func nextDue() async throws -> Timestamp? {
        let makers = makers(at: time.now())
        return try await store.read { reader in
            [
                makers.digests.next(try reader.digestTurns()), try makers.handOffs.next(reader),
                try reader.nextCalm(), try reader.nextBulletinDue(),
            ].compactMap(\.self).min()
        }
    }

    private func makers(at now: Timestamp) -> BulletinMakers {
        let tables = tables.value
        return BulletinMakers(
            digests: DigestMaker(tables: tables, now: now), handOffs: HandOffMaker(tables: tables, now: now),
            storms: StormCloser(tables: tables, now: now))
    }

    private func claim(_ limit: Int) async throws -> [OwedBulletin] {
        let now = time.now()
        let makers = makers(at: now)
        // A cheap look first: nothing is due at nearly all times.
        guard let due = try await nextDue(), due <= now else { return [] }
        let (untold, claimed) = try await store.write { [owner] transaction in
            let untold =
                try makers.digests.make(in: &transaction) + makers.handOffs.make(in: &transaction)
                + makers.storms.close(in: &transaction)
            let claimed = try transaction.claimBulletins(
                owner: owner, limit: limit, at: now, leaseUntil: now + Self.lease)
            return (untold, claimed)
        }
        for bulletin in untold {
            metrics.bulletinFailed(bulletin.kind)
            logger.error(
                "a bulletin is told to nobody",
                metadata: [
                    "kind": "\(bulletin.kind.rawValue)", "contact": "\(bulletin.contact)",
                    "reason": "\(bulletin.reason)",
                ])
        }
        return claimed
    }

    private func attempt(_ owed: OwedBulletin) async {
        let startedAt = time.now()
        do {
            let message = try await message(for: owed, at: startedAt)
            let outcome = await waysOut.deliverBulletin(message)
            if Task.isCancelled, outcome.verdict == .retryable || outcome.verdict == .unknown { return }
            try await finish(owed, outcome, startedAt: startedAt)
        } catch is CancellationError {
            return
        } catch {
            logger.error("a bulletin could not be sent", metadata: ["bulletin.id": "\(owed.id)", "error": "\(error)"])
            let due = time.now() + .seconds(60)
            // Otherwise it comes when the claim ends.
            try? await store.write { [owner] in try $0.giveBack(owed, owner: owner, dueAt: due) }
        }
    }

    /// As it stands when the attempt is made.
    private func message(for owed: OwedBulletin, at now: Timestamp) async throws -> BulletinMessage {
        let inForce = tables.inForce
        return try await store.read { [store] reader in
            let bulletin = try bulletin(owed, at: now, inForce, reader)
            return BulletinMessage(owed, bulletin, installation: store.installation, now: now)
        }
    }

    private func bulletin(
        _ owed: OwedBulletin, at now: Timestamp, _ inForce: TablesInForce, _ reader: StoreReader
    ) throws -> Bulletin {
        let tables = inForce.tables
        switch owed.kind {
        case .handOff:
            guard let handOff = owed.handOff else { throw IncompleteBulletin(id: owed.id) }
            return try HandOffNews(handOff, for: owed, at: now, inForce: inForce, link: links.page, reader: reader)
                .bulletin
        case .digest:
            return try Digest(
                for: owed.contact, plannedAt: owed.plannedAt, since: owed.since, at: now,
                clock: tables.digestClock(of: owed.contact) ?? .utc,
                held: try reader.unpagedIncidents(ofDigest: owed.id), tables: tables, link: links.page, reader: reader
            ).bulletin
        case .storm:
            guard let storm = try reader.storm(ofBulletin: owed.id) else { throw IncompleteBulletin(id: owed.id) }
            return try StormSummary(storm, contact: owed.contact, tables: tables, links: links, reader: reader).bulletin
        }
    }

    private func finish(_ owed: OwedBulletin, _ outcome: DeliveryOutcome, startedAt: Timestamp) async throws {
        let now = time.now()
        let decision = DeliveryDecision(
            outcome, attempt: owed.attempts, triedFrom: owed.triedFrom,
            policy: waysOut.sending(by: owed.method.notifier).retry, jitter: jitter(), at: now)
        let recorder = BulletinRecorder(owed: owed, outcome: outcome, decision: decision, owner: owner, now: now)
        let end = try await store.write { try recorder.record(startedAt: startedAt, in: &$0) }
        let facts: Logger.Metadata = [
            "bulletin.id": "\(owed.id)", "kind": "\(owed.kind.rawValue)", "contact": "\(owed.contact)",
            "endpoint": "\(owed.method.endpoint.text)",
            "evidence": "\(outcome.evidence)",
        ]
        switch end {
        case .sent:
            metrics.bulletinSent(owed.kind, outcome)
            logger.info("bulletin sent", metadata: facts)
        case .failed:
            metrics.bulletinFailed(owed.kind)
            logger.error("bulletin failed", metadata: facts)
        case .again: logger.warning("attempt at a bulletin failed", metadata: facts)
        case .notOurs: break
        }
    }
}

/// A bulletin whose row does not say what it is about: it was changed by hand.
struct IncompleteBulletin: Error, CustomStringConvertible {
    let id: Int64

    var description: String { "bulletin \(id) does not say what it is about" }
}

/// What makes bulletins, each in its own time.
private struct BulletinMakers: Sendable {
    let digests: DigestMaker
    let handOffs: HandOffMaker
    let storms: StormCloser
}
