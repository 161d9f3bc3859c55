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
        func escaped(_ text: String, _ limit: Int) -> String { SlackText.escape(text, limit: limit) }
        var blocks = [
            Block.header(bulletin.headline), .context(escaped(bulletin.standing, BulletinShare.text)),
        ]
        blocks += bulletin.sections.map { section in
            let lines = section.lines.prefix(20).map { "• \($0.singleLine(limit: BulletinShare.line))" }
            return .section(
                escaped("\(section.title)\n\(lines.joined(separator: "\n"))", BulletinShare.section))
        }
        if bulletin.url.isWebLink {
            blocks.append(.buttons([MessageLink(title: bulletin.urlTitle, url: bulletin.url)]))
        }
        self.init(text: escaped("\(bulletin.headline), \(bulletin.standing)", BulletinShare.text), blocks: blocks)
    }
}
