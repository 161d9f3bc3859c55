internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// A marked alert, different from every other one.
struct Drill {
    let nonce: String
    let priority: Priority
    let labels: [Labels.Pair]
    let by: String
    let startedAt: Timestamp

    /// How it is marked wherever it is shown: it is the alert's name, with which titles begin.
    static let mark = Labels.drillName
    static let ownLabels: Set<String> = ["alertname", "priority", "drill"]

    func key() -> OccurrenceKey { OccurrenceKey(fingerprint: nonce, startsAt: startedAt) }

    /// As Alertmanager would send it.
    func body(_ status: AlertStatus, at time: Timestamp) throws -> [UInt8] {
        var all = ["alertname": Self.mark, "priority": priority.rawValue, "drill": nonce]
        for pair in labels { all[pair.name] = pair.value }
        let alert: [String: Any] = [
            "status": status.rawValue, "labels": all,
            "annotations": ["summary": "nothing is wrong: a drill that \(by) has started"],
            "startsAt": startedAt.rfc3339,
            "endsAt": status == .resolved ? time.rfc3339 : "0001-01-01T00:00:00Z", "generatorURL": "",
            "fingerprint": nonce,
        ]
        let body: [String: Any] = [
            "version": "4", "groupKey": "drill:\(nonce)", "truncatedAlerts": 0, "status": status.rawValue,
            "receiver": "drill", "groupLabels": [String: String](), "commonLabels": all,
            "commonAnnotations": [String: String](), "externalURL": "", "alerts": [alert],
        ]
        return [UInt8](try JSONSerialization.data(withJSONObject: body, options: .sortedKeys))
    }
}

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
    init?(_ drill: Drill, _ reader: StoreReader) throws {
        guard let id = try reader.incidentID(of: drill.key()), let incident = try reader.incident(id) else {
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
