internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import IncidentWeb
internal import ResponderConfig
internal import Synchronization

/// How people reach this server: as the settings say, else where it turned out to listen.
final class PublicAddress: Sendable {
    private let base: Mutex<String>
    private let isFixed: Bool

    init(_ setting: String?) {
        isFixed = setting != nil
        var text = setting ?? "http://127.0.0.1:9095"
        while text.hasSuffix("/") { text.removeLast() }
        base = Mutex(text)
    }

    func listening(_ address: String) {
        if !isFixed { base.withLock { $0 = address } }
    }

    /// Keeps the address in the data folder, for who works on it from the command line.
    func remember(in directory: String) throws {
        let file = Self.file(in: directory).path
        do {
            try FileWriter.replace(file, with: Array(base.withLock { $0 }.utf8))
        } catch {
            throw CommandFailure("\(file): the file cannot be written: \(error)")
        }
    }

    /// How the server of a data folder is or was reached.
    static func remembered(in directory: String) -> String? {
        guard let data = try? Data(contentsOf: file(in: directory)), let text = String(bytes: data, encoding: .utf8)
        else { return nil }
        return (try? PublicURL(setting: text))?.text
    }

    private static func file(in directory: String) -> URL { URL(filePath: "\(directory)/public-url") }

    /// - Parameter signingKey: the one that signs when a link is made.
    func links(signingKey: @escaping @Sendable () -> [UInt8]) -> Links {
        Links(
            incident: { [self] id in base.withLock { $0 } + Routes.incident(id) },
            list: { [self] in base.withLock { $0 } + Routes.incidentListPage },
            storm: { [self] id in base.withLock { $0 } + Routes.storm(id) },
            output: { [self] id in base.withLock { $0 } + Routes.artifactPage(id) },
            acknowledge: { [self] incidentID, contact, now in
                let link = AcknowledgeLink(
                    incidentID: incidentID, contact: contact, expiresAt: now + AcknowledgeLink.validity)
                return base.withLock { $0 } + link.path(key: signingKey())
            })
    }
}
