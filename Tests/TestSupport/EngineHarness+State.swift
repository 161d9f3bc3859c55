package import IncidentCore
package import IncidentEngine
package import IncidentStore

/// All that a body or a person can change, without the counters that repeats move.
package struct StoreImage: Sendable, Equatable {
    package let incidents: [Incident]
    package let occurrences: [Occurrence]
    package let timeline: [TimelineEntry]
    package let notifications: [StoredNotification]
    package let escalations: [[StoredEscalation]]
    package let artifacts: [StoredArtifact]
}

extension EngineHarness {
    @discardableResult
    package func post(_ body: WebhookBody) async throws -> IntakeReceipt { try await intake.receive(body.bytes()) }

    /// Posts a captured body of `Tests/Fixtures/alertmanager`.
    @discardableResult
    package func post(fixture name: String) async throws -> IntakeReceipt {
        try await intake.receive(try ResponderInstallation.body(name))
    }

    @discardableResult
    package func post(bytes: [UInt8]) async throws -> IntakeReceipt { try await intake.receive(bytes) }

    /// - Parameter takeOver: without it from whomever has it, as one who was asked.
    package func acknowledge(
        _ id: Int64 = 1, by person: String = "alice", takeOver: Consent<String> = .whatever
    ) async throws {
        _ = try await commands.acknowledge(id, by: person, takeOver: takeOver)
    }

    /// - Parameter stillFiring: without it whatever fires, as one who was asked.
    package func resolve(
        _ id: Int64 = 1, by person: String = "alice", stillFiring: Consent<Int> = .whatever
    ) async throws {
        _ = try await commands.resolve(id, by: person, stillFiring: stillFiring)
    }

    /// Silences alerts of these names by a person.
    @discardableResult
    package func silence(
        _ names: String, from: Duration = .zero, for length: Duration, by person: String = "carol"
    ) async throws -> Int64 {
        let request = SilenceRequest(
            match: ["alertname=~\"\(names)\""], from: (clock.now + from).rfc3339, duration: length.prometheusText,
            by: person, why: "upgrade")
        return try await engine.silences.add(request, wayToAllow: "").id
    }

    /// Oldest first.
    package func incidents() async throws -> [Incident] {
        try await store.read { try $0.incidents(IncidentFilter(limit: 10_000)).incidents.reversed() }
    }

    package func incident(_ id: Int64 = 1) async throws -> Incident {
        let incident = try await store.read { try ($0.incident(id), $0.newestIncidentID()) }
        guard let found = incident.0 else { throw UnknownIncident(id: id, newest: incident.1) }
        return found
    }

    package func timeline(_ id: Int64 = 1) async throws -> [TimelineEntry] {
        try await store.read { try $0.timeline(incidentID: id) }
    }

    package func kinds(_ id: Int64 = 1) async throws -> [TimelineKind] { try await timeline(id).map(\.kind) }

    package func notifications(_ id: Int64 = 1) async throws -> [StoredNotification] {
        try await store.read { try $0.notifications(incidentID: id) }
    }

    /// What is owed and not begun, in any order.
    package func owedLines(_ id: Int64 = 1) async throws -> [String] {
        try await notifications(id).map(\.notification).filter { $0.state == .pending }.map(\.line).sorted()
    }

    package func occurrences(_ id: Int64 = 1) async throws -> [Occurrence] {
        try await store.read { try $0.occurrences(incidentID: id) }
    }

    /// The fingerprints of the alerts that are doubtful.
    package func doubtful() async throws -> [String] {
        try await store.read { try $0.doubtfulAlerts().map(\.alert.fingerprint) }
    }

    package func escalations(_ id: Int64 = 1) async throws -> [StoredEscalation] {
        try await store.read { try $0.escalations(incidentID: id) }
    }

    /// The first of its escalations.
    package func escalation(_ id: Int64 = 1) async throws -> StoredEscalation? { try await escalations(id).first }

    package func artifacts(_ id: Int64 = 1) async throws -> [StoredArtifact] {
        try await store.read { try $0.artifacts(incidentID: id) }
    }

    package func image() async throws -> StoreImage {
        try await store.read { reader in
            let incidents = try reader.incidents(IncidentFilter(limit: 10_000)).incidents
            let ids = incidents.map(\.id)
            return StoreImage(
                incidents: incidents,
                occurrences: try ids.flatMap { try reader.occurrences(incidentID: $0).map(\.withoutCounters) },
                timeline: try ids.flatMap { try reader.timeline(incidentID: $0) },
                notifications: try ids.flatMap { try reader.notifications(incidentID: $0) },
                escalations: try ids.map { try reader.escalations(incidentID: $0) },
                artifacts: try ids.flatMap { try reader.artifacts(incidentID: $0) })
        }
    }
}

extension Occurrence {
    fileprivate var withoutCounters: Occurrence {
        var copy = self
        copy.lastSeenAt = firstSeenAt
        copy.seenCount = 1
        return copy
    }
}
