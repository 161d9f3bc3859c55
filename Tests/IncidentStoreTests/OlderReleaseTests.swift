import Foundation
import GRDB
import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

/// Data folders of older releases under this one's schema.
@Suite(.timeLimit(.minutes(5))) struct OlderReleaseTests {
    @Test(arguments: OlderRelease.all)
    func `it opens, and nothing of it is lost`(_ release: OlderRelease) async throws {
        let before = try release.contents()
        let (store, folder) = try Self.open(release)
        defer { withExtendedLifetime(folder) { try? store.close() } }
        #expect(store.installation == before.installation)
        let incidents = try await store.read { try $0.incidents(IncidentFilter(limit: 1000)).incidents.reversed() }
        #expect(
            incidents.map {
                OlderRelease.StoredIncident(
                    id: $0.id, status: $0.status.rawValue, priority: $0.priority.rawValue, title: $0.title)
            } == before.incidents)
        var found = (timeline: 0, occurrences: 0, artifacts: 0)
        var notifications: [Int64: String] = [:]
        for incident in incidents {
            let rows = try await store.read { reader in
                (
                    try reader.timeline(incidentID: incident.id).count,
                    try reader.occurrences(incidentID: incident.id).count,
                    try reader.artifacts(incidentID: incident.id).map { try reader.artifactOutput($0.id) },
                    try reader.notifications(incidentID: incident.id).map(\.notification)
                )
            }
            found.timeline += rows.0
            found.occurrences += rows.1
            found.artifacts += rows.2.compactMap(\.self).count
            for notification in rows.3 { notifications[notification.id] = notification.state.rawValue }
        }
        #expect(found.timeline == before.timelineEntries)
        #expect(found.occurrences == before.occurrences)
        #expect(found.artifacts == before.artifacts)
        #expect(notifications == Dictionary(uniqueKeysWithValues: before.notifications.map { ($0.id, $0.state) }))
    }

    @Test(arguments: OlderRelease.all)
    func `its policies and every later method can still be read`(_ release: OlderRelease) async throws {
        let (store, folder) = try Self.open(release)
        defer { withExtendedLifetime(folder) { try? store.close() } }
        let ids = try release.contents().incidents.map(\.id)
        let escalations = try await store.write { transaction in
            try ids.flatMap { try transaction.escalations(incidentID: $0) }
        }
        #expect(escalations.count == ids.count)
        #expect(escalations.allSatisfy { !$0.policy.steps.isEmpty })
        #expect(Set(escalations.map(\.status)) == Set(EscalationStatus.allCases))
        let remaining = try await store.read { reader in
            try ids.flatMap { try reader.notifications(incidentID: $0) }.flatMap(\.notification.remaining)
        }
        #expect(!remaining.isEmpty)
    }

    @Test(arguments: OlderRelease.all)
    func `its rows keep to the constraints of this schema`(_ release: OlderRelease) async throws {
        let (store, folder) = try Self.open(release)
        defer { withExtendedLifetime(folder) { try? store.close() } }
        let problems = try await store.read { reader in
            try Row.fetchAll(reader.db, sql: "PRAGMA foreign_key_check").map(\.description)
                + String.fetchAll(reader.db, sql: "PRAGMA integrity_check")
        }
        #expect(problems == ["ok"])
    }

    private static func open(_ release: OlderRelease) throws -> (IncidentStore, ScratchFolder) {
        let folder = try ScratchFolder()
        try release.write(to: folder.url)
        let store = try IncidentStore(
            directory: folder.url.path, now: try release.contents().end, random: { [UInt8](repeating: 7, count: $0) })
        return (store, folder)
    }
}
