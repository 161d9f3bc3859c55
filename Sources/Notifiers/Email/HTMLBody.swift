internal import IncidentCore

extension MessageDocument {
    /// As `text/html`. Nothing in it comes from elsewhere: no image, font or script.
    var html: String {
        let body = sections.map { section in
            (section.title.isEmpty ? "" : "<h2 style=\"\(Style.title)\">\(section.title.htmlEscaped)</h2>\n")
                + section.items.map(\.html).joined(separator: "\n")
        }
        let beside = standing.map { "<p style=\"\(Style.standing)\">\($0.htmlEscaped)</p>\n" } ?? ""
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="supported-color-schemes" content="light dark">
            <style>\(Style.sheet)</style>
            <title>\(headline.htmlEscaped)</title></head>
            <body style="\(Style.body)">
            <h1 style="\(isUrgent ? Style.urgent : Style.headline)">\(headline.htmlEscaped)</h1>
            \(beside)\(body.joined(separator: "\n"))
            </body></html>

            """
    }
}

/// Mail programs drop style sheets, so each element carries its own, and a sheet brings what no element can: other colours
/// where a mail is shown on dark. They choose what a mail is shown on, so a colour comes with its background.
private enum Style {
    static let sheet = """
        :root{color-scheme:light dark;supported-color-schemes:light dark}
        @media (prefers-color-scheme:dark){.code{background:#2b2f36!important;color:#f0f2f5!important}}
        """
    static let body =
        "margin:0;padding:12px 16px;font:15px/1.4 system-ui,sans-serif;max-width:42em;overflow-wrap:anywhere"
    static let headline = "font-size:17px;line-height:1.3;margin:0 0 8px"
    static let urgent = "\(headline);border-left:6px solid #d1242f;padding-left:10px"
    static let standing = "margin:0 0 12px;font-weight:bold"
    static let title = "font-size:15px;margin:14px 0 4px"
    static let paragraph = "margin:0 0 6px"
    /// 44 pixels high, for a thumb.
    static let action =
        "display:inline-block;background:#0b57c2;color:#ffffff;text-decoration:none;font-weight:bold;"
        + "line-height:22px;padding:11px 22px;border-radius:8px"
    /// As high, to be hit as easily.
    static let beside = "display:inline-block;line-height:22px;padding:11px 16px"
    static let bullets = "margin:0 0 6px;padding-left:20px"
    static let verbatim =
        "font-family:monospace;font-size:13px;line-height:1.4;white-space:pre-wrap;overflow-wrap:anywhere;"
        + "background:#eceff3;color:#16191d;border-radius:6px;margin:0 0 8px;padding:6px 8px"
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
        case .action(let link, let other):
            let anchors = [link.anchor(Style.action)] + (other.map { [$0.anchor(Style.beside)] } ?? [])
            return "<p style=\"margin:8px 0\">\(anchors.joined(separator: " "))</p>"
        case .verbatim(let text): return "<pre class=\"code\" style=\"\(Style.verbatim)\">\(text.htmlEscaped)</pre>"
        }
    }
}

extension MessageLink {
    fileprivate func anchor(_ style: String) -> String {
        "<a href=\"\(url.htmlEscaped)\" style=\"\(style)\">\(title.htmlEscaped)</a>"
    }
}
