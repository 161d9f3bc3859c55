package import IncidentCore
internal import IncidentStore
package import Logging
internal import Synchronization

/// Writes an annotation in Grafana; a value, so that a test can answer in its place.
package struct GrafanaClient: Sendable {
    /// Within a time limit. What may stand there already, because the answer to an earlier try was lost, is looked for first.
    package typealias Write =
        @Sendable (_ annotation: GrafanaAnnotation, GrafanaServer, _ mayStand: Bool) async
        -> AnnotationOutcome

    package let write: Write

    package init(write: @escaping Write) { self.write = write }

    /// There is nobody to tell.
    package static let none = GrafanaClient { _, _, _ in .failed("nobody is there to be told") }
}

/// Shows in Grafana when incidents open and end, one after the other, as far as the timeline has been told.
///
/// On its own, so that a Grafana that hangs keeps no message waiting. Its API knows no repetition: what it may have taken
/// before its answer was lost is looked for before it is written again.
package struct AnnotationService: TickingService {
    package let name = "annotations"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let tables: CurrentTables
    private let links: Links
    private let client: GrafanaClient
    private let state = State()

    /// How often it is looked for something new.
    static let interval: Duration = .seconds(5)
    /// What is older is of no use on a graph of what goes on.
    static let giveUpAfter: Duration = .seconds(86_400)
    private static let delays: [Duration] = [.seconds(5), .seconds(15), .seconds(60), .seconds(300)]

    private final class State: Sendable {
        struct Value {
            /// Up to where nothing is owed.
            var place: Int64?
            var failures = 0
            /// Nobody knows what became of the last try; of one before a restart neither.
            var isDoubtful = true
            var nextAt: Timestamp?
            var trouble: (words: String, since: Timestamp)?
        }

        let value = Mutex(Value())
    }

    package init(_ context: ServiceContext, links: Links, client: GrafanaClient, wakeup: Wakeup) {
        self.wakeup = wakeup
        self.links = links
        self.client = client
        (store, tables, time) = (context.store, context.tables, context.time)
        (logger, pulse) = (context.logger, context.pulse)
    }

    package func tick() async throws -> Timestamp? {
        guard let grafana = tables.value.grafana, grafana.takesAnnotations else {
            state.value.withLock { $0 = State.Value() }
            return nil
        }
        let now = time.now()
        // A clock that was set back would make it wait for longer.
        if let next = state.value.withLock(\.nextAt), next > now, next <= now + Self.delays[Self.delays.count - 1] {
            return next
        }
        guard let owed = try await owed(at: now) else { return wait(Self.interval, from: now) }
        let outcome = await client.write(owed.annotation, grafana, state.value.withLock(\.isDoubtful))
        try Task.checkCancellation()
        switch outcome {
        case .written: note(nil, at: now)
        case .refused(let reason):
            note(nil, at: now)
            logger.warning(
                "Grafana does not take an annotation, which is left out",
                metadata: ["incident.id": "\(owed.incidentID)", "error": "\(reason)"])
        case .failed(let reason):
            let failures = note(reason, at: now)
            return wait(Self.delays[min(failures, Self.delays.count) - 1], from: now)
        }
        try await store.write { try $0.annotated(upTo: owed.entry) }
        state.value.withLock { ($0.place, $0.nextAt) = (owed.entry, nil) }
        // There may be more.
        return now
    }

    /// What every page says while none is taken.
    package var warnings: [String] {
        state.value.withLock(\.trouble).map {
            ["Grafana takes no annotations: \($0.words); since \($0.since.readable) its graphs show no incidents"]
        } ?? []
    }

    private struct Owed: Sendable {
        let entry: Int64
        let incidentID: Int64
        let annotation: GrafanaAnnotation
    }

    /// The first that is not told; from then on where it was never told before.
    private func owed(at now: Timestamp) async throws -> Owed? {
        let (known, redactions) = (state.value.withLock(\.place), tables.value.redactions)
        let (newest, stored, owed) = try await store.read { [links] reader -> (Int64, Int64?, Owed?) in
            let newest = try reader.newestTimelineEntryID()
            guard let stored = try reader.annotationPlace() else { return (newest, nil, nil) }
            guard
                let entry = try reader.timelineEntry(
                    behind: max(known ?? 0, stored), kinds: GrafanaAnnotation.kinds, since: now - Self.giveUpAfter),
                let incident = try reader.incident(entry.incidentID)
            else { return (newest, stored, nil) }
            let began = try reader.timeline(incidentID: incident.id, kinds: [.opened, .reopened], newest: 20)
                .last { $0.id < entry.id }
            let annotation = GrafanaAnnotation(
                entry, of: incident.redacted(by: redactions), began: began?.at ?? incident.openedAt,
                url: links.incident(incident.id))
            return (newest, stored, Owed(entry: entry.id, incidentID: incident.id, annotation: annotation))
        }
        if stored == nil { try await store.write { try $0.annotated(upTo: newest) } }
        if owed == nil { state.value.withLock { $0.place = newest } }
        return owed
    }

    private func wait(_ delay: Duration, from now: Timestamp) -> Timestamp {
        state.value.withLock { $0.nextAt = now + delay }
        return now + delay
    }

    /// Says what is new, once.
    ///
    /// - Returns: how often it has failed since one was taken.
    @discardableResult
    private func note(_ words: String?, at now: Timestamp) -> Int {
        let (before, failures) = state.value.withLock { state in
            let before = state.trouble
            state.trouble = words.map { ($0, before?.since ?? now) }
            state.failures = words == nil ? 0 : state.failures + 1
            state.isDoubtful = words != nil
            return (before?.words, state.failures)
        }
        guard before != words else { return failures }
        if let words {
            logger.warning("Grafana takes no annotations", metadata: ["reason": "\(words)"])
        } else {
            logger.info("Grafana takes annotations again")
        }
        return failures
    }
}
