package import IncidentCore

extension SlackMessage {
    /// Together below what Slack takes of one message.
    private enum BulletinShare {
        static let sections = 8000
        static let block = 2900
        static let line = 250
        static let text = 600
    }

    package init(_ message: BulletinMessage) {
        let bulletin = message.bulletin
        func escaped(_ text: String, _ limit: Int) -> String { SlackText.line(text, limit: limit) }
        var blocks = [
            Block.header(bulletin.headline), .context(escaped(bulletin.standing, BulletinShare.text)),
        ]
        let share = BulletinShare.sections / max(1, bulletin.sections.count)
        blocks += bulletin.sections.flatMap { section in
            let title = escaped(section.title, BulletinShare.line)
            let lines = section.lines(
                .max, within: share - title.utf16.count - 1, in: .utf16, rest: BulletinMessage.rest
            ) { "• \(escaped($0, BulletinShare.line))" }
            return ([title] + lines).blocks(of: BulletinShare.block).map(Block.section)
        }
        if bulletin.url.isWebLink {
            blocks.append(.buttons([MessageLink(title: bulletin.urlTitle, url: bulletin.url)]))
        }
        self.init(text: escaped("\(bulletin.headline), \(bulletin.standing)", BulletinShare.text), blocks: blocks)
    }
}

extension [String] {
    /// Lines together as far as they fit into one block.
    fileprivate func blocks(of limit: Int) -> [String] {
        reduce(into: []) { blocks, line in
            if let last = blocks.last, last.utf16.count + 1 + line.utf16.count <= limit {
                blocks[blocks.count - 1] = "\(last)\n\(line)"
            } else {
                blocks.append(line)
            }
        }
    }
}
