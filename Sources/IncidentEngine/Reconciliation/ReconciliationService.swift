package import IncidentCore
internal import IncidentStore
package import Logging
internal import Synchronization

/// Asks Alertmanager what it knows and corrects what we believe: at the start, regularly, and soon after something has
/// become doubtful or was hidden.
package final class ReconciliationService: TickingService {
    package let name = "reconciliation"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let tables: CurrentTables
    private let metrics: EngineMetrics
    private let client: AlertmanagerClient
    private let state = Mutex(ReconciliationState())

    /// How soon one that did not answer is asked again.
    private static let retry: Duration = .seconds(60)
    /// How many corrections one transaction makes, so that intake never waits long.
    private static let batchLimit = 100
    /// So many silences are asked for by name at one time; the others are shown without their author.
    private static let silencesLimit = 20
    /// And none once the round has taken so long: a service that does not come round would count as dead.
    private static let silencesWithin: Duration = .seconds(30)
    /// What is muted over there counts again when nobody has said for so long that it still is.
    private static let marksLast: Duration = .seconds(3600)

    package init(_ context: ServiceContext, client: AlertmanagerClient, wakeup: Wakeup) {
        self.wakeup = wakeup
        self.client = client
        (store, tables, time, metrics) = (context.store, context.tables, context.time, context.metrics)
        (logger, pulse) = (context.logger, context.pulse)
    }

    /// Who does not answer, a sentence each.
    package var warnings: [String] { state.withLock { $0.warnings } }

    package func tick() async throws -> Timestamp? {
        guard let settings = tables.value.alertmanager else {
            if state.withLock({ !$0.hasForgottenMarks }) {
                try await forgetMarks(
                    of: try await store.read { try $0.believed() }, "no Alertmanager is asked any more")
            }
            state.withLock {
                $0 = ReconciliationState()
                $0.hasForgottenMarks = true
            }
            return nil
        }
        if try await nextDue(settings) <= time.now() { try await reconcile(settings) }
        return try await nextDue(settings)
    }

    private func nextDue(_ settings: AlertmanagerSettings) async throws -> Timestamp {
        let (doubtAt, hidden) = try await store.read { (try $0.newestDoubtSeenAt(), try $0.hiddenGroups()) }
        return state.withLock { $0.nextDue(settings, newestDoubt: doubtAt, hidden: hidden, at: time.now()) }
    }

    private func reconcile(_ settings: AlertmanagerSettings) async throws {
        let begunAt = time.now()
        let answers = try await ask(settings)
        // Read after the answers came: what has come meanwhile is known to be newer than they are.
        let (believed, inForce) = (try await store.read { try $0.believed() }, tables.inForce)
        let reconciliation = Reconciliation(
            settings, heartbeats: inForce.tables.heartbeats, believed: believed, answers: answers,
            since: state.withLock(\.observations))
        let groups = reconciliation.wantsGroups ? await groups(of: answers, settings) : []
        let plan = reconciliation.plan(groups: groups)
        try await carryOut(plan, settings, answers, begunAt)
        let answeredAt = state.withLock { state in
            state.hasForgottenMarks = false
            if !answers.isEmpty || state.answeredAt == nil { state.answeredAt = begunAt }
            return state.answeredAt ?? begunAt
        }
        if begunAt - answeredAt > Self.marksLast {
            let since = "no Alertmanager has answered since \(answeredAt.readable)"
            try await forgetMarks(of: believed, "\(since), so that nobody knows whether it is muted still")
        }
        try await noteHeardOf(plan.heardOf, at: begunAt)
        state.withLock {
            $0.settings = settings
            $0.observations = reconciliation.observations
            $0.lastAskAt = begunAt
            $0.examined = Set(believed.hidden)
            let wait = answers.count == settings.urls.count ? settings.every : min(settings.every, Self.retry)
            let next = min(begunAt + wait, plan.askAgainAt ?? .init(nanoseconds: .max))
            $0.nextAt = max(next, begunAt + settings.soonest)
        }
    }
}

// Asking.
extension ReconciliationService {
    /// A type of its own: a tuple with a result of typed errors is not handed on by a task group in an optimized build.
    private struct Asked: Sendable {
        let url: String
        let result: Result<AlertmanagerAnswer, AlertmanagerSilent>
    }

    private func ask(_ url: String, _ settings: AlertmanagerSettings) async -> Asked {
        do {
            return Asked(url: url, result: .success(try await client.ask(settings, at: url, time: time)))
        } catch {
            return Asked(url: url, result: .failure(error))
        }
    }

    private func ask(_ settings: AlertmanagerSettings) async throws -> [AlertmanagerAnswer] {
        let results = await withTaskGroup(of: Asked.self) { group in
            for url in settings.urls { group.addTask { [self] in await ask(url, settings) } }
            return await group.reduce(into: [String: Result<AlertmanagerAnswer, AlertmanagerSilent>]()) {
                $0[$1.url] = $1.result
            }
        }
        // What was cancelled is no silence of the other side.
        try Task.checkCancellation()
        for url in settings.urls { note(results[url], of: url) }
        return settings.urls.compactMap { try? results[$0]?.get() }
    }

    /// Says once that one does not answer, and once that it does again.
    private func note(_ result: Result<AlertmanagerAnswer, AlertmanagerSilent>?, of url: String) {
        let now = time.now()
        switch result {
        case .success, nil:
            metrics.alertmanagerAsked(answered: true)
            guard let silence = state.withLock({ $0.silent.removeValue(forKey: url) }) else { return }
            logger.info(
                "an Alertmanager answers again",
                metadata: ["url": "\(url)", "silent.since": "\(silence.since.readable)"])
        case .failure(let error):
            metrics.alertmanagerAsked(answered: false)
            let isNew = state.withLock { state in
                let before = state.silent[url]
                state.silent[url] = ReconciliationState.Silence(since: before?.since ?? now, reason: error.description)
                return before?.reason != error.description
            }
            guard isNew else { return }
            logger.warning(
                "an Alertmanager does not answer, so nothing that it missed is corrected",
                metadata: ["url": "\(url)", "error": "\(error)"])
        }
    }

    private func groups(
        of answers: [AlertmanagerAnswer], _ settings: AlertmanagerSettings
    ) async -> [ListedGroup] {
        var groups: [ListedGroup] = []
        for answer in answers {
            // What is not told now is asked for again.
            groups += (try? await client.groups(settings, at: answer.url)) ?? []
        }
        return groups
    }

    /// What mutes each alert that is muted, in words.
    private func words(
        of changes: [MutingChange], _ settings: AlertmanagerSettings, _ answers: [AlertmanagerAnswer],
        _ begunAt: Timestamp
    ) async -> [(alert: HeldAlert, words: String?)] {
        var silences: [String: ListedSilence] = [:]
        let wanted = Set(changes.compactMap { $0.muting?.silencedBy.first }).sorted()
        for id in wanted.prefix(Self.silencesLimit) {
            for answer in answers where silences[id] == nil && time.now() - begunAt < Self.silencesWithin {
                silences[id] = await client.silence(id, settings, at: answer.url)
            }
        }
        let inhibitors = Set(changes.flatMap { $0.muting?.inhibitedBy ?? [] })
        let names = answers.flatMap(\.alerts).filter { inhibitors.contains($0.alert.fingerprint) }
            .map { ($0.alert.fingerprint, $0.alert.displayName) }
        let namesByFingerprint = Dictionary(names) { first, _ in first }
        return changes.compactMap { change in
            guard let muting = change.muting else { return (change.alert, nil) }
            // A silence that could not be had does not take away what is known of it.
            if let id = muting.silencedBy.first, silences[id] == nil, change.alert.muted != nil { return nil }
            let words = tables.value.redactions.apply(
                to: muting.words(silences: silences, names: namesByFingerprint))
            return words == change.alert.muted ? nil : (change.alert, words)
        }
    }
}

// Carrying out.
extension ReconciliationService {
    private typealias Correct = @Sendable (ReconciliationRecorder, inout StoreTransaction) throws -> Int

    private func carryOut(
        _ plan: ReconciliationPlan, _ settings: AlertmanagerSettings, _ answers: [AlertmanagerAnswer],
        _ begunAt: Timestamp
    ) async throws {
        if !plan.recognised.isEmpty {
            try await store.write { for id in plan.recognised.sorted() { try $0.recogniseSender(id) } }
        }
        var corrections: [(kind: CorrectionKind, id: String, correct: Correct)] = []
        for missed in plan.missed {
            for part in missed.parts(of: Self.batchLimit) {
                corrections.append(
                    (missed.wereHidden ? .hidden : .missed, missed.groupKey, { try $0.takeIn(part, in: &$1) }))
            }
        }
        for lost in plan.ended {
            corrections.append((.ended, "\(lost.alert.id)", { try $0.end(lost, in: &$1) ? 1 : 0 }))
        }
        for doubt in plan.doubts {
            corrections.append(
                (doubt.fires ? .doubtFires : .doubtOver, doubt.fingerprint, { try $0.settle(doubt, in: &$1) ? 1 : 0 }))
        }
        for (alert, words) in await words(of: plan.mutings, settings, answers, begunAt) {
            corrections.append(
                (words == nil ? .unmuted : .muted, "\(alert.id)", { try $0.mark(alert, words, in: &$1) ? 1 : 0 }))
        }
        // After what was hidden has been taken in, or the incident would resolve.
        for group in plan.settledGroups {
            corrections.append((.groupSettled, group.groupKey, { try $0.settle(group, in: &$1) ? 1 : 0 }))
        }
        while !corrections.isEmpty {
            let batch = Array(corrections.prefix(Self.batchLimit))
            corrections.removeFirst(batch.count)
            let recorder = ReconciliationRecorder(inForce: tables.inForce, now: time.now())
            let counts = try await store.write { transaction in
                try batch.map { kind, id, correct in
                    let count = try transaction.attempt("reconciliation", id) { try correct(recorder, &$0) }
                    return (kind, count ?? 0)
                }
            }
            for (kind, count) in counts where count > 0 { note(kind, count) }
        }
    }

    /// What is muted counts again: nobody can say any more that it is.
    private func forgetMarks(of believed: Believed, _ why: String) async throws {
        let muted = believed.held.filter { $0.muted != nil }
        for start in stride(from: 0, to: muted.count, by: Self.batchLimit) {
            let batch = muted[start..<min(start + Self.batchLimit, muted.count)]
            let recorder = ReconciliationRecorder(inForce: tables.inForce, now: time.now())
            let count = try await store.write { transaction in
                try batch.count { alert in
                    try transaction.attempt("reconciliation", "\(alert.id)") {
                        try recorder.mark(alert, nil, because: why, in: &$0)
                    } ?? false
                }
            }
            if count > 0 { note(.unmuted, count) }
        }
    }

    /// Not so many at once that intake waits.
    private func noteHeardOf(_ alerts: [HeldAlert], at time: Timestamp) async throws {
        for start in stride(from: 0, to: alerts.count, by: Self.batchLimit) {
            let batch = alerts[start..<min(start + Self.batchLimit, alerts.count)]
            try await store.write { for alert in batch { try $0.noteHeardOf(alert.id, at: time) } }
        }
    }

    private func note(_ kind: CorrectionKind, _ count: Int) {
        metrics.corrected(kind, count)
        logger.info("corrected by what Alertmanager says", metadata: ["kind": "\(kind.rawValue)", "count": "\(count)"])
    }
}
