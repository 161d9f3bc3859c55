package import IncidentCore
package import IncidentEngine
package import IncidentStore

/// What the API, the pages and the command line read, as views.
package struct IncidentQueries: Sendable {
    private let store: IncidentStore
    private let tables: CurrentTables
    private let links: Links

    package init(store: IncidentStore, tables: CurrentTables, links: Links) {
        self.store = store
        self.tables = tables
        self.links = links
    }

    /// - Parameter now: up to which it is looked whether an attempt has had an answer.
    package func list(_ filter: IncidentFilter, at now: Timestamp) async throws -> IncidentListView {
        let tables = tables.value
        return try await store.readForPeople { [links] reader in
            let page = try reader.incidents(filter)
            let incidents = page.incidents
            let findings = try reader.findings(incidentIDs: incidents.map(\.id))
            let shared = try SharedFindings(of: incidents, findings, reader)
            let views = try incidents.map {
                try reader.view($0, findings[$0.id] ?? [], shared, tables, at: now, url: links.incident($0.id))
            }
            let search = try SearchOutcome(
                filter, showing: incidents, searched: page.searched, redactions: tables.redactions, reader)
            return IncidentListView(
                incidents: views, nextCursor: page.next.map(String.init), search: SearchView(search, of: incidents))
        }
    }

    /// - Parameter now: as for the list.
    package func incident(_ id: Int64, at now: Timestamp) async throws -> IncidentView {
        let tables = tables.value
        return try await store.readForPeople { [links] reader in
            try reader.view(try reader.existing(id), tables, at: now, url: links.incident(id))
        }
    }

    /// - Parameter now: of which its answers speak.
    package func detail(_ id: Int64, at now: Timestamp) async throws -> IncidentDetailView {
        let tables = tables.value
        return try await store.readForPeople { [links] reader in
            let incident = try reader.existing(id)
            let redacted = incident.redacted(by: tables.redactions)
            let escalations = try reader.standingEscalations(of: incident, tables: tables)
            let occurrences = try reader.occurrences(incidentID: id, limit: Shown.alerts)
                .map { $0.redacted(by: tables.redactions) }
            let today = try tables.knowingOverrides(for: escalations, reader)
            let comparisons = try reader.artifactComparisons(incidentID: id)
            let artifacts = try reader.artifacts(incidentID: id, newest: Shown.artifacts)
            let notifications = try reader.notifications(incidentID: id, newest: Shown.notifications)
            let answers = IncidentAnswers(
                AnswerSources(
                    incident: redacted,
                    began: incident.began(occurrences, after: try reader.reopening(of: incident)),
                    findings: try reader.findings(incidentID: id),
                    looks: try reader.looks(incidentID: id, tables.redactions),
                    isBeingDiagnosed: try reader.isBeingDiagnosed(incidentID: id), notifications: notifications,
                    nobodyTold: try reader.nobodyTold(ofIncident: id, tables.redactions),
                    upcoming: escalations.map { UpcomingTelling($0, in: incident, tables: today) },
                    rest: try reader.restToCome(of: incident, tables: today),
                    lookedAt: Dictionary(artifacts.map { ($0.id, $0.startedAt) }) { first, _ in first }),
                at: now)
            return IncidentDetailView(
                incident: try reader.view(incident, tables, at: now, url: links.incident(id)),
                answers: AnswersView(answers, of: redacted),
                alerts: AlertView.views(occurrences, staleAfter: tables.staleAfter),
                rejectedAlerts: try reader.rejectedAlerts(incidentID: id, newest: Shown.rejectedAlerts)
                    .map { RejectedAlertView(position: $0.position, reason: $0.reason.shown(Shown.nameCharacters)) },
                artifacts: artifacts.map {
                    ArtifactView($0, comparisons[$0.id]?.redacted(by: tables.redactions))
                },
                notifications: notifications.map(NotificationView.init),
                nextSteps: try reader.nextSteps(of: incident, tables: tables).map(NextStepView.init),
                escalations: escalations.map { EscalationView($0, of: incident, tables: today) },
                links: AlertLink.links(
                    of: occurrences.map(\.alert), in: tables.grafana?.dashboards(for: incident)
                ).map(LinkView.init))
        }
    }

    /// - Parameter areTablesKnown: whether those in force are the tables, and not an empty set because they cannot be read.
    package func explanation(
        _ id: Int64, areTablesKnown: Bool = true, at now: Timestamp
    ) async throws -> IncidentExplanation {
        let tables = tables.value
        return try await store.readForPeople {
            try IncidentExplanation(id, reader: $0, tables: tables, areTablesKnown: areTablesKnown, at: now)
        }
    }

    package func silences(at now: Timestamp) async throws -> SilenceListView {
        let tables = tables.value
        return try await store.readForPeople { reader in
            SilenceListView(
                try reader.silencesToShow(at: now), tables.maintenance, redactions: tables.redactions, at: now)
        }
    }

    package func preview(_ matchers: [Matcher], at now: Timestamp) async throws -> SilencePreview {
        let redactions = tables.value.redactions
        return try await store.readForPeople { reader in
            try SilencePreview(of: AlertSelector(all: matchers), reader: reader, redactions: redactions, at: now)
        }
    }

    package func previewView(_ matchers: [Matcher], at now: Timestamp) async throws -> SilencePreviewView {
        SilencePreviewView(try await preview(matchers, at: now), of: matchers, url: links.incident)
    }

    /// An incident's alerts page by page.
    package func alerts(_ id: Int64, _ place: ListPlace) async throws -> AlertListView {
        let (redactions, staleAfter) = (tables.value.redactions, tables.value.staleAfter)
        return try await store.readForPeople { reader in
            let incident = try reader.existing(id)
            let found = try reader.occurrences(incidentID: id, after: place.after, limit: place.limit + 1)
                .map { $0.redacted(by: redactions) }
            let views = AlertView.views(Array(found.prefix(place.limit)), staleAfter: staleAfter)
            let last = views.count < found.count ? views.indices.last.map { found[$0].id } : nil
            return AlertListView(
                alerts: views, total: incident.occurrenceCount, nextCursor: last.map { String($0) })
        }
    }

    /// An incident's timeline page by page, oldest first.
    package func timeline(_ id: Int64, _ place: ListPlace) async throws -> TimelineView {
        let redactions = tables.value.redactions
        return try await store.readForPeople { reader in
            _ = try reader.existing(id)
            let found = try reader.timeline(incidentID: id, after: place.after, limit: place.limit + 1)
                .map { $0.redacted(by: redactions) }
            let shown = Array(found.prefix(place.limit)).oldestShown
            let last = shown.count < found.count ? shown.last?.id : nil
            return TimelineView(shown, nextCursor: last.map { String($0) })
        }
    }
}

extension StoreReader {
    /// Why nobody at all was told of an incident, the last time that was so; `nil` where it never was.
    func nobodyTold(ofIncident id: Int64, _ redactions: Redactions) throws -> String? {
        try timeline(incidentID: id, kinds: [.nobodyTold], newest: 1).last?.redacted(by: redactions).summary
    }

    /// Whether anybody has heard of an incident.
    ///
    /// - Parameter isUntaken: whether it waits for somebody.
    package func reach(incidentID: Int64, isUntaken: Bool = true, at now: Timestamp) throws -> Reach {
        Reach(try notifications(incidentID: incidentID, newest: Shown.notifications), isUntaken: isUntaken, at: now)
    }

    fileprivate func view(
        _ stored: Incident, _ tables: RoutingTables, at now: Timestamp, url: String
    ) throws -> IncidentView {
        let found = try findings(incidentID: stored.id)
        return try view(
            stored, found, try SharedFindings(of: [stored], [stored.id: found], self), tables, at: now, url: url)
    }

    fileprivate func view(
        _ stored: Incident, _ findings: [Finding], _ shared: SharedFindings, _ tables: RoutingTables,
        at now: Timestamp, url: String
    ) throws -> IncidentView {
        IncidentView(
            stored.redacted(by: tables.redactions), findings: findings, sameFindingAs: shared.others(than: stored.id),
            reach: try reach(incidentID: stored.id, isUntaken: stored.status == .triggered, at: now),
            next: try nextNotify(of: stored, tables: tables),
            heldFor: try digestsAwaited(byIncident: stored.id), url: url)
    }

    /// - Throws: `UnknownIncident` when there is none with this number.
    package func existing(_ id: Int64) throws -> Incident {
        guard let incident = try incident(id) else {
            throw UnknownIncident(id: id, newest: try newestIncidentID())
        }
        return incident
    }
}
