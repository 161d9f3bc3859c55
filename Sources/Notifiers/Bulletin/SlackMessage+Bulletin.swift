package import IncidentCore

extension SlackMessage {
    /// Together below what Slack takes of one message.
    private enum BulletinShare {
        static let section = 2000
        static let line = 250
        static let text = 600
    }

    package init(_ message: BulletinMessage) {
        let bulletin = message.bulletin
        func escaped(_ text: String, _ limit: Int) -> String { SlackText.line(text, limit: limit) }
        var blocks = [
            Block.header(bulletin.headline), .context(escaped(bulletin.standing, BulletinShare.text)),
        ]
        blocks += bulletin.sections.map { section in
            let title = escaped(section.title, BulletinShare.line)
            let lines = section.lines(
                20, within: BulletinShare.section - title.utf16.count, in: .utf16, rest: BulletinMessage.rest
            ) { "• \(escaped($0, BulletinShare.line))" }
            return .section(([title] + lines).joined(separator: "\n"))
        }
        if bulletin.url.isWebLink {
            blocks.append(.buttons([MessageLink(title: bulletin.urlTitle, url: bulletin.url)]))
        }
        self.init(text: escaped("\(bulletin.headline), \(bulletin.standing)", BulletinShare.text), blocks: blocks)
    }
}
