internal import Foundation
package import IncidentCore

extension Notifier {
    /// Writes what would have been sent to `<directory>/<kind>/`, for endpoints without credentials.
    ///
    /// The name follows from incident and notification, so that a repeat replaces the file.
    package static func spool(_ kind: NotifierKind, directory: String, sender: String) -> Notifier {
        Notifier(kind: kind) { message in
            guard let content = content(kind, message, sender: sender) else {
                return DeliveryOutcome(.permanent, evidence: "sender or recipient is not a mail address; not spooled")
            }
            let folder = "\(directory)/\(kind.rawValue)"
            let suffix = kind == .email ? "eml" : "json"
            let name = "incident-\(message.incident.id)-notification-\(message.notification.id).\(suffix)"
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try replace("\(folder)/\(name)", with: content)
                let place = directory.split(separator: "/").last ?? "spool"
                return DeliveryOutcome(.sent, evidence: "spooled to \(place)/\(kind.rawValue)/\(name)")
            } catch {
                return DeliveryOutcome(
                    .retryable, evidence: "spool \(folder): \("\(error)".safeLine(limit: 300))")
            }
        }
    }

    /// Writes it beside and renames it: a reader never sees half a message. What a crash leaves beside it, the repeat
    /// after the crash takes up.
    private static func replace(_ path: String, with content: [UInt8]) throws {
        try Data(content).write(to: URL(filePath: path + ".part"))
        guard rename(path + ".part", path) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }

    private static func content(_ kind: NotifierKind, _ message: Message, sender: String) -> [UInt8]? {
        switch kind {
        case .email:
            guard let from = MailAddress(sender), let to = MailAddress(message.notification.method.address) else {
                return nil
            }
            return EmailMessage.render(message, from: from, to: to).content
        case .pagerduty: return PagerDutyEvent.render(message, routingKey: "<redacted>")
        case .slack: return WireJSON.encode(SlackMessage(message))
        }
    }
}
