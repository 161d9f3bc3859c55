internal import Foundation
internal import Glibc
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
            do throws(SpoolFailure) {
                try makeFolder(folder)
                try replace("\(folder)/\(name)", with: content)
                let place = directory.split(separator: "/").last ?? "spool"
                return DeliveryOutcome(
                    .sent, evidence: "\(TimelineDelivery.spooled): \(place)/\(kind)/\(name)", isSpooled: true)
            } catch {
                return DeliveryOutcome(
                    .retryable, evidence: "cannot write to the spool: \(error)".singleLine(limit: 500), .unavailable)
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

    private static func makeFolder(_ path: String) throws(SpoolFailure) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            // Foundation's words are long and name no reason; the system's do.
            guard mkdir(path, 0o777) != 0 else { return }
            throw SpoolFailure(path: path, number: errno)
        }
    }

    /// Writes it beside and renames it: a reader never sees half a message. What a crash leaves beside it, the repeat
    /// after the crash takes up.
    private static func replace(_ path: String, with content: [UInt8]) throws(SpoolFailure) {
        let beside = path + ".part"
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw SpoolFailure(path: beside, number: errno) }
        defer { close(descriptor) }
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SpoolFailure(path: beside, number: errno) }
            rest = rest.dropFirst(count)
        }
        guard rename(beside, path) == 0 else { throw SpoolFailure(path: path, number: errno) }
    }
}
