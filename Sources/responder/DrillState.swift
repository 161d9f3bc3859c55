internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// What has become of a drill so far.
struct DrillState: Sendable {
    let incident: Incident
    let policies: [String]
    let notifications: [StoredNotification]
    /// Why somebody is not told, in words.
    let untold: [String]
    /// For whose digest it is held, and until when, in words.
    let held: [String]

    /// - Returns: `nil` as long as there is no incident.
    init?(_ drill: DrillAlert, _ reader: StoreReader) throws {
        let key = OccurrenceKey(fingerprint: drill.nonce, startsAt: drill.startedAt)
        guard let id = try reader.incidentID(of: key), let incident = try reader.incident(id) else {
            return nil
        }
        self.incident = incident
        policies = try reader.escalations(incidentID: id).map(\.policy).sorted()
        notifications = try reader.notifications(incidentID: id)
        let entries = try reader.timeline(
            incidentID: id, kinds: [.notTold, .nobodyTold, .nobodyOnCall, .silenced, .heldForDigest], newest: 20)
        untold = entries.filter { $0.kind != .heldForDigest }.map(\.summary)
        held = entries.filter { $0.kind == .heldForDigest }.map(\.summary)
    }

    /// Whether all that was to be told at once is over.
    var isTold: Bool { !(notifications.isEmpty && held.isEmpty) && isNothingOwed }
    /// Whether it has ended, and who was told knows that.
    var isOver: Bool { incident.status == .resolved && isNothingOwed }

    private var isNothingOwed: Bool { notifications.allSatisfy { $0.dueAt == nil } }
}

/// Where the server of a data folder listens.
enum ServedAddress {
    static func origin(in dataDirectory: String) throws -> String {
        let note = ReadOnlyStore.serverNote(of: dataDirectory) ?? ""
        guard let start = note.firstRange(of: "http") else {
            throw CommandFailure("no server works on \(dataDirectory); start it, or name it with --url")
        }
        return String(note[start.lowerBound...])
    }
}
