package import IncidentCore
internal import IncidentStore
package import Logging

/// Makes digests and tells hand-offs when their time comes, and sends bulletins: by the contact's first method, and the next where that fails.
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
        let (tables, now) = (tables.value, time.now())
        let (maker, handOffs) = (DigestMaker(tables: tables, now: now), HandOffMaker(tables: tables, now: now))
        let (turns, due, handOff) = try await store.read {
            (try $0.digestTurns(), try $0.nextBulletinDue(), try handOffs.next($0))
        }
        return [maker.next(turns), due, handOff].compactMap(\.self).min()
    }

    private func claim(_ limit: Int) async throws -> [OwedBulletin] {
        let now = time.now()
        let tables = tables.value
        let (maker, handOffs) = (DigestMaker(tables: tables, now: now), HandOffMaker(tables: tables, now: now))
        // A cheap look first: nothing is due at nearly all times.
        guard let due = try await nextDue(), due <= now else { return [] }
        let (untold, unhanded, claimed) = try await store.write { [owner] transaction in
            let untold = try maker.make(in: &transaction)
            let unhanded = try handOffs.make(in: &transaction)
            let claimed = try transaction.claimBulletins(
                owner: owner, limit: limit, at: now, leaseUntil: now + Self.lease)
            return (untold, unhanded, claimed)
        }
        for handOff in unhanded {
            metrics.bulletinFailed(.handOff)
            logger.error(
                "a hand-off is not told", metadata: ["contact": "\(handOff.role)", "reason": "\(handOff.reason)"])
        }
        for digest in untold {
            metrics.bulletinFailed(.digest)
            logger.error(
                "a digest is told to nobody", metadata: ["role": "\(digest.role)", "reason": "\(digest.reason)"])
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
        return try await store.read { [store, links] reader in
            let tables = inForce.tables
            if let handOff = owed.handOff {
                let news = try HandOffNews(
                    handOff, for: owed, at: now, inForce: inForce, link: links.page, reader: reader)
                return BulletinMessage(owed, news.bulletin, installation: store.installation, now: now)
            }
            let digest = try Digest(
                for: owed.contact, plannedAt: owed.plannedAt, since: owed.since, at: now,
                clock: tables.digestClock(of: owed.contact) ?? .utc, held: try reader.heldIncidents(ofDigest: owed.id),
                tables: tables, link: links.page, reader: reader)
            return BulletinMessage(owed, digest.bulletin, installation: store.installation, now: now)
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
            metrics.bulletinSent(owed.kind)
            logger.info("bulletin sent", metadata: facts)
        case .failed:
            metrics.bulletinFailed(owed.kind)
            logger.error("bulletin failed", metadata: facts)
        case .again: logger.warning("attempt at a bulletin failed", metadata: facts)
        case .notOurs: break
        }
    }
}
