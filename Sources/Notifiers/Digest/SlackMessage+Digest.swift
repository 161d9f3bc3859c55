package import IncidentCore

extension SlackMessage {
    /// Together below what Slack takes of one message.
    private enum DigestShare {
        static let section = 2000
        static let line = 250
        static let text = 600
    }

    package init(_ message: DigestMessage) {
        let digest = message.digest
        func escaped(_ text: String, _ limit: Int) -> String { SlackText.escape(text, limit: limit) }
        var blocks = [
            Block.header(digest.headline), .context(escaped(digest.standing, DigestShare.text)),
        ]
        blocks += digest.sections.map { section in
            let lines = section.lines.prefix(20).map { "• \($0.singleLine(limit: DigestShare.line))" }
            return .section(
                escaped("\(section.title)\n\(lines.joined(separator: "\n"))", DigestShare.section))
        }
        if digest.url.isWebLink {
            blocks.append(.buttons([MessageLink(title: "All that is open", url: digest.url)]))
        }
        self.init(text: escaped("\(digest.headline), \(digest.standing)", DigestShare.text), blocks: blocks)
    }
}
