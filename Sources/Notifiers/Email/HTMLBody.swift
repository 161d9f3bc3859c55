internal import IncidentCore

extension MessageDocument {
    /// As `text/html`. Nothing in it comes from elsewhere: no image, font or script.
    var html: String {
        let body = sections.map { section in
            "<h2 style=\"\(Style.title)\">\(section.title.htmlEscaped)</h2>\n"
                + section.items.map(\.html).joined(separator: "\n")
        }
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(headline.htmlEscaped)</title></head>
            <body style="\(Style.body)">
            <h1 style="\(Style.headline)">\(headline.htmlEscaped)</h1>
            <p style="\(isUrgent ? Style.urgent : Style.calm)">\(standing.htmlEscaped)</p>
            \(body.joined(separator: "\n"))
            </body></html>

            """
    }
}

/// Mail programs drop style sheets, so each element carries its own; and they choose what a mail is shown on, so a colour
/// comes with its background.
private enum Style {
    static let body =
        "margin:0;padding:16px;font:16px/1.45 system-ui,sans-serif;max-width:42em;overflow-wrap:anywhere"
    static let urgent =
        "margin:0 0 12px;font-weight:bold;color:#ffffff;background:#b3141b;padding:6px 10px;border-radius:8px"
    static let calm = "margin:0 0 12px;font-weight:bold"
    static let headline = "font-size:21px;line-height:1.3;margin:0 0 4px"
    static let title = "font-size:16px;margin:20px 0 4px"
    static let paragraph = "margin:0 0 8px"
    static let action =
        "display:inline-block;background:#0b57c2;color:#ffffff;text-decoration:none;font-weight:bold;"
        + "padding:12px 22px;border-radius:8px"
    static let bullets = "margin:0 0 8px;padding-left:20px"
    static let verbatim =
        "font-family:monospace;font-size:13px;white-space:pre-wrap;border-left:3px solid #808080;"
        + "margin:0 0 12px;padding-left:8px"
    static let facts = "border-collapse:collapse;margin:0 0 8px"
    static let name = "text-align:left;vertical-align:top;padding:0 12px 0 0;font-weight:normal"
}

extension MessageDocument.Item {
    fileprivate var html: String {
        switch self {
        case .paragraph(let text): return "<p style=\"\(Style.paragraph)\">\(text.htmlEscaped)</p>"
        case .bullets(let lines):
            return "<ul style=\"\(Style.bullets)\">"
                + lines.map { "<li>\($0.htmlEscaped)</li>" }.joined(separator: "\n") + "</ul>"
        case .linkedLines(let links):
            let lines = links.map { link in
                let title = link.title.htmlEscaped
                return link.url.isWebLink
                    ? "<li><a href=\"\(link.url.htmlEscaped)\">\(title)</a></li>" : "<li>\(title)</li>"
            }
            return "<ul style=\"\(Style.bullets)\">" + lines.joined(separator: "\n") + "</ul>"
        case .facts(let facts):
            let rows = facts.map {
                "<tr><th style=\"\(Style.name)\">\($0.name.htmlEscaped)</th><td>\($0.value.htmlEscaped)</td></tr>"
            }
            return "<table style=\"\(Style.facts)\">" + rows.joined(separator: "\n") + "</table>"
        case .links(let links):
            let anchors = links.map { "<a href=\"\($0.url.htmlEscaped)\">\($0.title.htmlEscaped)</a>" }
            return "<p style=\"\(Style.paragraph)\">" + anchors.joined(separator: " · ") + "</p>"
        case .action(let link):
            let anchor = "<a href=\"\(link.url.htmlEscaped)\" style=\"\(Style.action)\">\(link.title.htmlEscaped)</a>"
            return "<p style=\"margin:12px 0\">\(anchor)</p>"
        case .verbatim(let text): return "<pre style=\"\(Style.verbatim)\">\(text.htmlEscaped)</pre>"
        }
    }
}
