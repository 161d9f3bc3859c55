internal import IncidentCore

/// A message as Slack's incoming webhooks take it.
package struct SlackMessage: Encodable, Sendable, Equatable {
    /// Of the push notification, and all there is where blocks are not shown.
    package var text: String
    package var blocks: [Block]?
    /// No previews of dashboards; and nobody follows a link of ours before a person does.
    private let unfurlLinks = false
    /// Where the blocks' buttons lead that are ours; not sent by themselves.
    private let ownLinks: [MessageLink]

    init(text: String, blocks: [Block]?, ownLinks: [MessageLink] = []) {
        self.text = text
        self.blocks = blocks
        self.ownLinks = ownLinks
    }

    /// The same without blocks, for when Slack finds fault with them: the buttons of ours are links then.
    package var textOnly: SlackMessage {
        let links = ownLinks.map { SlackText.link($0.title, to: $0.url) }
        return SlackMessage(text: ([text] + links).joined(separator: "\n"), blocks: nil)
    }

    package struct Block: Encodable, Sendable, Equatable {
        package let type: String
        package var text: Text?
        package var fields: [Text]?
        package var elements: [Element]?
    }

    package struct Text: Encodable, Sendable, Equatable {
        package let type: String
        package let text: String
        package var emoji: Bool?

        static func plain(_ text: String) -> Text { Text(type: "plain_text", text: text, emoji: false) }
        /// - Parameter text: escaped.
        static func markup(_ text: String) -> Text { Text(type: "mrkdwn", text: text) }
    }

    /// A button or a piece of context.
    package enum Element: Encodable, Sendable, Equatable {
        case button(title: String, url: String)
        case text(Text)

        private enum CodingKeys: String, CodingKey { case type, text, url }

        package func encode(to encoder: any Encoder) throws {
            switch self {
            case .text(let text): try text.encode(to: encoder)
            case .button(let title, let url):
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode("button", forKey: .type)
                try container.encode(Text.plain(title), forKey: .text)
                try container.encode(url, forKey: .url)
            }
        }
    }

    enum CodingKeys: String, CodingKey {
        case text, blocks
        case unfurlLinks = "unfurl_links"
    }
}

extension SlackMessage.Block {
    /// Slack takes no header of more than 150.
    static func header(_ text: String) -> Self {
        Self(type: "header", text: .plain(text.line(within: 150, in: .utf16)))
    }
    static func section(_ markup: String) -> Self { Self(type: "section", text: .markup(markup)) }
    static func fields(_ markup: [String]) -> Self {
        Self(type: "section", fields: markup.map(SlackMessage.Text.markup))
    }
    static func context(_ markup: String) -> Self { Self(type: "context", elements: [.text(.markup(markup))]) }
    static func buttons(_ links: [MessageLink]) -> Self {
        Self(type: "actions", elements: links.map { .button(title: $0.title, url: $0.url) })
    }
}
