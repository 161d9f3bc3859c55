import Foundation
import GRDB
import IncidentCore
import TestSupport

@testable import IncidentStore

/// A store in a folder of its own. Tests that look below its words of the domain do so through `db`.
final class ScratchStore: Sendable {
    let folder: ScratchFolder
    let store: IncidentStore

    init(busyTimeout: Duration = .seconds(5), questionLimit: Duration = .seconds(5)) throws {
        folder = try ScratchFolder()
        store = try Self.open(folder, busyTimeout: busyTimeout, questionLimit: questionLimit)
    }

    deinit { try? store.close() }

    static func open(
        _ folder: ScratchFolder, as access: StoreAccess = .server(address: "here"), busyTimeout: Duration = .seconds(5),
        questionLimit: Duration = .seconds(5), seed: UInt8 = 7
    ) throws -> IncidentStore {
        try IncidentStore(
            directory: folder.file("data").path, as: access, now: .start,
            random: { [UInt8](repeating: seed, count: $0) },
            busyTimeout: busyTimeout, questionLimit: questionLimit)
    }

    /// Closes it, damages a table's page, and opens it again.
    func reopened(damaging table: String) async throws -> IncidentStore {
        try store.close()
        try await damagePage(of: table, in: folder.file("data/responder.sqlite"))
        return try Self.open(folder)
    }

    func otherProcess() throws -> OtherProcess { try OtherProcess(path: folder.file("data/responder.sqlite").path) }

    func execute(_ sql: String) async throws {
        try await store.write { try $0.db.execute(sql: sql) }
    }

    /// The single value of a query, on the connection that writes.
    func value(_ sql: String) async throws -> String? {
        try await store.write { try String.fetchOne($0.db, sql: sql) }
    }

    func count(_ table: String) async throws -> Int {
        try await store.read { try Int.fetchOne($0.db, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }

    /// Stores incidents as they are, also ones that are over.
    @discardableResult
    func add(_ incidents: Incident...) async throws -> [Int64] {
        try await store.write { transaction in
            try incidents.map { incident in
                var open = incident
                open.status = .triggered
                var stored = incident
                stored.id = try transaction.addIncident(open)
                try transaction.saveIncident(stored)
                return stored.id
            }
        }
    }

    /// Stores notifications of one incident, due at once.
    @discardableResult
    func owe(
        _ methods: ContactMethod..., incident: Int64, event: NotificationEvent = .page, at now: Timestamp = .start
    ) async throws -> [Int64] {
        try await store.write { transaction in
            // A test may owe something for an incident that there is not, to see it refused.
            let priority = try transaction.incident(incident)?.priority ?? .p1
            return try methods.map {
                try transaction.addNotification(
                    .sample($0, event, at: now),
                    incidentID: incident, priority: priority, at: now)
            }
        }
    }

    func claim(
        _ endpoint: EndpointID, by owner: String = "us", limit: Int = 10, deferrableLimit: Int = 10,
        at now: Timestamp = .start, lease: Duration = .seconds(60)
    ) async throws -> [IncidentCore.Notification] {
        try await store.write {
            try $0.claimNotifications(
                endpoint, owner: owner, limit: limit, deferrableLimit: deferrableLimit, at: now, leaseUntil: now + lease
            )
        }
    }

    func finish(
        _ notification: IncidentCore.Notification, by owner: String = "us", _ outcome: DeliveryOutcome = .taken,
        _ decision: DeliveryDecision = .sent, at now: Timestamp = .start
    ) async throws -> Bool {
        try await store.write {
            try $0.finishAttempt(
                notification, owner: owner, startedAt: now, outcome: outcome, decision: decision, at: now)
        }
    }
}

/// The database as another process has it open.
struct OtherProcess: Sendable {
    private let connection: DatabaseQueue

    init(path: String) throws {
        var configuration = Configuration()
        // It holds a transaction from one call to the next.
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(5)
        connection = try DatabaseQueue(path: path, configuration: configuration)
    }

    func lock() async throws { try await connection.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") } }
    /// Others may still read.
    func lockForWriting() async throws {
        try await connection.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    }
    func unlock() async throws { try await connection.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") } }
}

extension Timestamp {
    static let start = Timestamp(milliseconds: 1_795_414_368_614)
}

extension DeliveryOutcome {
    static let taken = DeliveryOutcome(.sent, evidence: "250 2.0.0 Ok")
}

extension Incident {
    static func sample(
        _ status: IncidentStatus = .triggered, _ priority: Priority = .p2, title: String = "ApiLatencyHigh",
        group: String, labels: Labels = ["alertname": "ApiLatencyHigh"], rule: String = "high-latency"
    ) -> Incident {
        var incident = Incident(
            status: status, priority: priority, rule: rule, title: title, groupKey: group, labels: labels,
            openedAt: .start, firingCount: 1, occurrenceCount: 1)
        if status == .resolved { incident.resolvedAt = .start }
        return incident
    }
}

extension Alert {
    static func sample(_ fingerprint: String = "1dfddcfec1a67da5", startsAt: Timestamp = .start) -> Alert {
        Alert(status: .firing, labels: ["alertname": "ApiLatencyHigh"], startsAt: startsAt, fingerprint: fingerprint)
    }
}
