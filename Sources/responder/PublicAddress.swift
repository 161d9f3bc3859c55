internal import IncidentCore
internal import IncidentEngine
internal import IncidentWeb
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

    func links(signingKey: [UInt8]) -> Links {
        Links(
            incident: { [self] id in base.withLock { $0 } + Routes.incident(id) },
            acknowledge: { [self] incidentID, contact, now in
                let link = AcknowledgeLink(
                    incidentID: incidentID, contact: contact, expiresAt: now + AcknowledgeLink.validity)
                return base.withLock { $0 } + link.path(key: signingKey)
            })
    }
}
