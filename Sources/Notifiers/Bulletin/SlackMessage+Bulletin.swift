package import IncidentCore

extension SlackMessage {
    /// Together below what Slack takes of one message.
    private enum BulletinShare {
        static let sections = 8000
        static let block = 2900
        static let line = 250
        /// For the short names of what has no line.
        static let names = 1500
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
            func lines(within room: Int) -> [String] {
                section.lines(.max, within: room, in: .utf16, rest: BulletinMessage.rest) {
                    "• \(escaped($0, BulletinShare.line))"
                }
            }
            let room = share - title.utf16.count - 1
            let names = section.shortNames
            var shown = lines(within: room)
            if !names.isEmpty, shown.count < names.count {
                let ofNames = min(BulletinShare.names, room / 3)
                shown = lines(within: room - ofNames)
                // The last line says how many have none.
                let left = names.dropFirst(shown.count - 1)
                shown.append(escaped(left.joined(separator: ", "), ofNames))
            }
            return ([title] + shown).blocks(of: BulletinShare.block).map(Block.section)
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
