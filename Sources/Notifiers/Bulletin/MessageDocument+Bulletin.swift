internal import IncidentCore

extension MessageDocument {
    /// Lines of a section, for a server that finds more too big.
    private static let shortSection = 10

    /// A bulletin as a mail shows it.
    init(_ message: BulletinMessage, isShort: Bool) {
        let bulletin = message.bulletin
        let link = MessageLink(title: bulletin.urlTitle, url: bulletin.url)
        self.init(
            standing: bulletin.standing, isUrgent: false, headline: bulletin.headline,
            sections: bulletin.sections.map { section in
                let lines = section.lines(isShort ? Self.shortSection : .max, rest: BulletinMessage.rest)
                return Section(title: section.title, items: [.bullets(lines)])
            }
                + (bulletin.url.isWebLink ? [Section(title: "More", items: [.links([link])])] : []))
    }
}

extension BulletinMessage {
    /// Where all of a section stands, after how many more there are.
    static let rest = ", by the link below"

    /// The same in every attempt at this bulletin, also after a crash.
    var idempotencyKey: String { DedupKey.bulletin(owed.id, installation: installation) }
}
