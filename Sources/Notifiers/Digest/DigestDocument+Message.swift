internal import IncidentCore

extension MessageDocument {
    /// A digest as a mail shows it.
    init(_ message: DigestMessage) {
        let digest = message.digest
        let link = MessageLink(title: "All that is open", url: digest.url)
        self.init(
            standing: digest.standing, isUrgent: false, headline: digest.headline,
            sections: digest.sections.map { Section(title: $0.title, items: [.bullets($0.lines)]) }
                + (digest.url.isWebLink ? [Section(title: "More", items: [.links([link])])] : []))
    }
}

extension DigestMessage {
    /// The same in every attempt at this digest, also after a crash.
    var idempotencyKey: String { DedupKey.digest(owed.id, installation: installation) }
}
