internal import Foundation
package import IncidentCore

extension Notifier {
    /// Writes what would have been sent to `<directory>/<kind>/`, for endpoints without credentials.
    ///
    /// The name follows from incident and notification, so that a repeat replaces the file.
    package static func spool(
        _ definition: NotifierDefinition, _ settings: EndpointSettings, directory: String
    ) -> Notifier {
        @Sendable func write(_ content: [UInt8]?, as number: String) -> DeliveryOutcome {
            guard let content else {
                return DeliveryOutcome(
                    .permanent, evidence: "sender or recipient is not a mail address; not spooled", .notSendable)
            }
            let kind = definition.profile.kind.rawValue
            let folder = "\(directory)/\(kind)"
            let name = "\(number).\(definition.profile.spoolSuffix)"
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try replace("\(folder)/\(name)", with: content)
                let place = directory.split(separator: "/").last ?? "spool"
                return DeliveryOutcome(
                    .sent, evidence: "\(TimelineDelivery.spooled): \(place)/\(kind)/\(name)", isSpooled: true)
            } catch {
                return DeliveryOutcome(
                    .retryable, evidence: "spool \(folder): \("\(error)".singleLine(limit: 300))", .unavailable)
            }
        }
        return Notifier(
            bulletin: { message in
                let content = definition.spoolBulletin(message, settings)
                // A kind without bulletins has no content for one.
                return content == nil
                    ? .noBulletins : write(content, as: "\(message.owed.kind.rawValue)-\(message.owed.id)")
            },
            deliver: { message in
                write(
                    definition.spoolContent(message, settings),
                    as: "incident-\(message.incident.id)-notification-\(message.notification.id)")
            })
    }

    /// Writes it beside and renames it: a reader never sees half a message. What a crash leaves beside it, the repeat
    /// after the crash takes up.
    private static func replace(_ path: String, with content: [UInt8]) throws {
        try Data(content).write(to: URL(filePath: path + ".part"))
        guard rename(path + ".part", path) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }
}
