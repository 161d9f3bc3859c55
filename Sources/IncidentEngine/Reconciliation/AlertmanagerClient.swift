package import IncidentCore

/// Reads from Alertmanager's API; a value, so that a test can answer in its place.
package struct AlertmanagerClient: Sendable {
    /// GET of one URL, with the settings' credentials, within limits of time and size.
    /// - Throws: `AlertmanagerSilent` for everything that is no answer.
    package let get:
        @Sendable (AlertmanagerSettings, _ url: String) async throws(AlertmanagerSilent) -> AlertmanagerReply

    package init(
        get:
            @escaping @Sendable (AlertmanagerSettings, _ url: String) async throws(AlertmanagerSilent) ->
            AlertmanagerReply
    ) { self.get = get }

    /// There is nobody to ask.
    package static let none = AlertmanagerClient { (_, _) throws(AlertmanagerSilent) in
        throw AlertmanagerSilent("nobody is there to be asked")
    }
}

package struct AlertmanagerReply: Sendable {
    package let body: [UInt8]
    /// The time by the other side's clock, in whole seconds.
    package let date: Timestamp?

    package init(body: [UInt8], date: Timestamp?) {
        self.body = body
        self.date = date
    }
}

/// Why an Alertmanager has not answered.
package struct AlertmanagerSilent: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ reason: String) { description = reason }
}

extension AlertmanagerClient {
    /// Asks one for all that it knows.
    func ask(
        _ settings: AlertmanagerSettings, at url: String, time: TimeSource
    ) async throws(AlertmanagerSilent) -> AlertmanagerAnswer {
        let askedAt = time.now()
        let status = try await get(settings, url + AlertmanagerAPI.status)
        let told = try Self.read(AlertmanagerAPI.status) { () throws(JSONError) in
            try AlertmanagerAPI.readStart(status.body)
        }
        let receivers = try await get(settings, url + AlertmanagerAPI.receivers)
        let alerts = try await get(settings, url + AlertmanagerAPI.alerts)
        return AlertmanagerAnswer(
            url: url, askedAt: askedAt, startedAt: told - status.clockOffset(at: time.now()),
            receivers: try Self.read(AlertmanagerAPI.receivers) { () throws(JSONError) in
                try AlertmanagerAPI.readReceivers(receivers.body)
            },
            alerts: try Self.read(AlertmanagerAPI.alerts) { () throws(JSONError) in
                try AlertmanagerAPI.readAlerts(alerts.body, receivedAt: askedAt)
            })
    }

    func groups(_ settings: AlertmanagerSettings, at url: String) async throws(AlertmanagerSilent) -> [ListedGroup] {
        let reply = try await get(settings, url + AlertmanagerAPI.groups)
        return try Self.read(AlertmanagerAPI.groups) { () throws(JSONError) in
            try AlertmanagerAPI.readGroups(reply.body)
        }
    }

    /// - Returns: `nil` where it cannot be had; the mute is shown without its author then.
    func silence(_ id: String, _ settings: AlertmanagerSettings, at url: String) async -> ListedSilence? {
        guard let path = AlertmanagerAPI.silence(id), let reply = try? await get(settings, url + path) else {
            return nil
        }
        return try? AlertmanagerAPI.readSilence(reply.body)
    }

    private static func read<Value>(
        _ path: String, _ read: () throws(JSONError) -> Value
    ) throws(AlertmanagerSilent) -> Value {
        do throws(JSONError) {
            return try read()
        } catch {
            throw AlertmanagerSilent("the answer to \(path) cannot be understood: \(error)")
        }
    }
}

extension AlertmanagerReply {
    /// How far the other clock is ahead of ours; a second or two is what whole seconds and the way here make.
    fileprivate func clockOffset(at now: Timestamp) -> Duration {
        guard let date else { return .zero }
        let offset = date - now
        return offset > .seconds(2) || offset < .seconds(-2) ? offset : .zero
    }
}
