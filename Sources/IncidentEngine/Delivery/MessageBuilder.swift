package import IncidentCore
package import IncidentStore

/// Gathers what a message says, as it stands when the attempt is made.
package struct MessageBuilder: Sendable {
    private let store: IncidentStore
    private let tables: CurrentTables
    private let links: Links

    package init(store: IncidentStore, tables: CurrentTables, links: Links) {
        self.store = store
        self.tables = tables
        self.links = links
    }

    private static let untaking: [TimelineKind] = [
        .opened, .reopened, .acknowledgementExpired, .acknowledgementOvertaken, .confirmationMissed, .unacknowledged,
    ]

    /// Since when nobody has it, where a page tells its address no news.
    private func untakenSince(
        _ page: Notification, _ incident: Incident, _ reader: StoreReader
    ) throws -> Timestamp? {
        guard page.event == .page, incident.status == .triggered, page.createdAt > incident.newsAt,
            let before = try reader.toldBefore(page), before.event == .page, before.createdAt < page.createdAt
        else { return nil }
        let since = try reader.timeline(incidentID: incident.id, kinds: Self.untaking, newest: 1).last?.at
        return since.flatMap { $0 <= before.createdAt ? $0 : nil }
    }

    private func folding(_ notification: Notification, _ reader: StoreReader) throws -> FoldingKeys {
        var keys = try FoldingKeys(after: reader.foldedMessages(upTo: notification))
        if notification.event == .page, try notification.mustRingAnew(after: reader.toldBefore(notification)) {
            keys.ring(notification.id)
        }
        return keys
    }

    /// Each incident once, as it stands, the most urgent first.
    private func alsoTold(_ others: [Notification], beside id: Int64, _ reader: StoreReader) throws -> [AlsoTold] {
        var seen: Set<Int64> = [id]
        return try others.compactMap { other in
            guard seen.insert(other.incidentID).inserted, let incident = try reader.incident(other.incidentID) else {
                return nil
            }
            return AlsoTold(incident, event: other.event, url: links.incident(other.incidentID))
        }
    }

    /// - Parameter others: what was held back for its address, and is told in the same message.
    package func message(
        for notification: Notification, telling others: [Notification] = [], at now: Timestamp
    ) async throws -> Message {
        let tables = tables.value
        return try await store.read { [store, links] reader in
            let id = notification.incidentID
            guard let incident = try reader.incident(id) else {
                throw UnknownIncident(id: id, newest: try reader.newestIncidentID())
            }
            let renews = notification.event == .update && incident.canRenew(notification.contact)
            let canAcknowledge = incident.waitsForSomebody && notification.event != .resolved || renews
            let findings = try reader.findings(incidentID: id)
            let showsDiagnostics = notification.event.showsDiagnostics
            let isCaptured = showsDiagnostics || !findings.isEmpty
            let artifacts = isCaptured ? try reader.currentArtifacts(incidentID: id) : []
            var message = Message(
                notification: notification, incident: incident, incidentURL: links.incident(id),
                acknowledgeURL: canAcknowledge ? links.acknowledge(id, notification.contact, now) : nil,
                alerts: try reader.occurrences(incidentID: id, limit: 50),
                findings: findings,
                artifacts: showsDiagnostics ? try reader.excerpts(of: artifacts, links) : [],
                nextSteps: tables.nextSteps(for: incident.priority, labels: incident.labels),
                threadRoot: try reader.threadRoot(for: notification),
                reopening: try reader.reopening(of: incident),
                folding: try folding(notification, reader),
                goesOnUntilResolved: try notification.goesOnUntilResolved(incident, reader),
                untakenSince: try untakenSince(notification, incident, reader),
                others: try alsoTold(others, beside: id, reader),
                dashboards: tables.grafana?.dashboards(for: incident), installation: store.installation, now: now)
            message.foundAt = artifacts.captured(showing: findings)
            message.changes = findings.isEmpty ? [] : try reader.changes(among: findings, incidentID: id)
            message.clock = tables.messageClock(of: notification.contact)
            if showsDiagnostics {
                message.isBeingDiagnosed = try reader.isBeingDiagnosed(incidentID: id)
                let told = try reader.notifications(incidentID: id, newest: Self.lookedBack)
                message.told = [ToldContact](told, in: notification)
                message.coming = try reader.coming(in: incident, tables: tables, toReadersOf: notification)
            }
            return message.redacted(by: tables.redactions)
        }
    }

    /// Notifications among which there are those that a message tells of.
    private static let lookedBack = 100
}

extension Notification {
    /// Looked at only where somebody has the incident: nobody else asks why they are told.
    fileprivate func goesOnUntilResolved(_ incident: Incident, _ reader: StoreReader) throws -> Bool {
        guard event == .page, incident.status == .acknowledged, let policy else { return false }
        return try reader.escalations(incidentID: incidentID).contains {
            $0.policy == policy && $0.document?.until == .resolved
        }
    }

    /// Whether a page would ring nobody under the key of what its address was told before: that somebody has the incident,
    /// that it is less urgent, or that it is over and whether that has arrived is not known; or because somebody was paged
    /// there before. Two contacts of one step that share an address are rung once.
    fileprivate func mustRingAnew(after before: ToldBefore?) -> Bool {
        guard let before else { return false }
        switch before.event {
        case .acknowledged: return true
        // Closed, it opens again; closed late, it would be lost.
        case .resolved: return before.mayComeLate
        case .page: return priority < before.priority || createdAt > before.createdAt
        case .update: return false
        }
    }
}

extension StoreReader {
    /// Those of an incident's findings that a comparison with its baselines has made.
    fileprivate func changes(among findings: [Finding], incidentID: Int64) throws -> [Finding] {
        let texts = Set(
            try artifactComparisons(incidentID: incidentID).values.compactMap {
                $0.difference.finding(of: "", since: $0.baselineAt)?.text
            })
        return findings.filter { texts.contains($0.text) }
    }

    /// What each policy of an open incident brings next, and who hears of it then.
    fileprivate func coming(
        in incident: Incident, tables: RoutingTables, toReadersOf notification: Notification
    ) throws -> [String] {
        guard incident.status != .resolved else { return [] }
        let standing = try standingEscalations(of: incident, tables: tables, toReadersOf: notification.id)
            .filter { $0.status != .ended }
        let tables = try tables.knowingOverrides(for: standing, self)
        return standing.map { $0.words(in: incident, tables: tables) }
    }

    /// What the collectors captured, with the output.
    fileprivate func excerpts(of artifacts: [StoredArtifact], _ links: Links) throws -> [ArtifactExcerpt] {
        try artifacts.map { artifact in
            let output = try artifactOutput(artifact.id, atMost: ArtifactExcerpt.outputLimit)
            return ArtifactExcerpt(
                id: artifact.id, collector: artifact.collector, command: ShellText.text(artifact.arguments),
                outcome: artifact.outcome, duration: artifact.duration, output: output.text,
                omittedBytes: output.omittedBytes,
                outputURL: links.output(artifact.id))
        }
    }
}

extension [StoredArtifact] {
    /// When those of them were done on which findings rest.
    fileprivate func captured(showing findings: [Finding]) -> ClosedRange<Timestamp>? {
        let shown = Set(findings.compactMap(\.artifactID))
        let times = filter { shown.contains($0.id) }.map { $0.startedAt + $0.duration }
        guard let first = times.min(), let last = times.max() else { return nil }
        return first...last
    }
}
