internal import IncidentCore

extension MessageDocument {
    /// A bulletin as a mail shows it.
    init(_ message: BulletinMessage) {
        let bulletin = message.bulletin
        let link = MessageLink(title: bulletin.urlTitle, url: bulletin.url)
        self.init(
            standing: bulletin.standing, isUrgent: false, headline: bulletin.headline,
            sections: bulletin.sections.map { Section(title: $0.title, items: [.bullets($0.lines)]) }
                + (bulletin.url.isWebLink ? [Section(title: "More", items: [.links([link])])] : []))
    }
}

extension BulletinMessage {
    /// The same in every attempt at this bulletin, also after a crash.
    var idempotencyKey: String { DedupKey.bulletin(owed.id, installation: installation) }
}
