internal import IncidentCore
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

    package func list(_ filter: IncidentFilter) async throws -> IncidentListView {
        let redactions = tables.value.redactions
        return try await store.read { [links] reader in
            let (incidents, next) = try reader.incidents(filter)
            let views = try incidents.map {
                IncidentView(
                    $0.redacted(by: redactions), findings: try reader.findings(incidentID: $0.id),
                    url: links.incident($0.id))
            }
            return IncidentListView(incidents: views, nextCursor: next.map(String.init))
        }
    }

    package func incident(_ id: Int64) async throws -> IncidentView {
        let redactions = tables.value.redactions
        return try await store.read { [links] reader in
            IncidentView(
                try reader.existing(id).redacted(by: redactions), findings: try reader.findings(incidentID: id),
                url: links.incident(id))
        }
    }

    package func detail(_ id: Int64) async throws -> IncidentDetailView {
        let tables = tables.value
        return try await store.read { [links] reader in
            let incident = try reader.existing(id)
            return IncidentDetailView(
                incident: IncidentView(
                    incident.redacted(by: tables.redactions), findings: try reader.findings(incidentID: id),
                    url: links.incident(id)),
                alerts: try reader.occurrences(incidentID: id)
                    .map { AlertView($0.redacted(by: tables.redactions)) },
                rejectedAlerts: try reader.rejectedAlerts(incidentID: id)
                    .map { RejectedAlertView(position: $0.position, reason: $0.reason) },
                artifacts: try reader.artifacts(incidentID: id).map(ArtifactView.init),
                notifications: try reader.notifications(incidentID: id).map(NotificationJSON.init),
                nextSteps: tables.nextSteps(for: incident.priority, labels: incident.labels)
                    .map { $0.redacted(by: tables.redactions) }
                    .map { NextStepView(procedure: $0.procedure, title: $0.title, command: $0.command) },
                escalations: try reader.escalations(incidentID: id).map(EscalationJSON.init))
        }
    }

    package func timeline(_ id: Int64) async throws -> TimelineView {
        let redactions = tables.value.redactions
        return try await store.read { reader in
            _ = try reader.existing(id)
            return TimelineView(try reader.timeline(incidentID: id).map { $0.redacted(by: redactions) })
        }
    }
}

extension EscalationJSON {
    init(_ view: EscalationView) {
        self.init(
            policy: view.policy, status: view.status.rawValue, round: view.round, nextStep: view.nextStep + 1,
            nextDueAt: view.nextDueAt?.rfc3339)
    }
}

extension StoreReader {
    func existing(_ id: Int64) throws -> Incident {
        guard let incident = try incident(id) else {
            throw UnknownIncident(id: id, newest: try newestIncidentID())
        }
        return incident
    }
}
