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
            <html><head><meta charset="utf-8"><title>\(headline.htmlEscaped)</title></head>
            <body style="\(Style.body)">
            <h1 style="\(Style.headline)">\(headline.htmlEscaped)</h1>
            \(body.joined(separator: "\n"))
            </body></html>

            """
    }
}

/// Mail programs drop style sheets, so each element carries its own.
private enum Style {
    static let body = "font-family:sans-serif;font-size:14px;line-height:1.4;max-width:60em"
    static let headline = "font-size:18px"
    static let title = "font-size:15px;margin:1.2em 0 0.3em"
    static let verbatim =
        "font-family:monospace;font-size:12px;white-space:pre-wrap;border-left:3px solid #888;"
        + "padding-left:8px"
    static let name = "text-align:left;vertical-align:top;padding:0 12px 0 0;font-weight:normal;color:#666"
}

extension MessageDocument.Item {
    fileprivate var html: String {
        switch self {
        case .paragraph(let text): return "<p>\(text.htmlEscaped)</p>"
        case .bullets(let lines):
            return "<ul>" + lines.map { "<li>\($0.htmlEscaped)</li>" }.joined(separator: "\n") + "</ul>"
        case .facts(let facts):
            let rows = facts.map {
                "<tr><th style=\"\(Style.name)\">\($0.name.htmlEscaped)</th><td>\($0.value.htmlEscaped)</td></tr>"
            }
            return "<table>" + rows.joined(separator: "\n") + "</table>"
        case .links(let links):
            let anchors = links.map { "<a href=\"\($0.url.htmlEscaped)\">\($0.title.htmlEscaped)</a>" }
            return "<p>" + anchors.joined(separator: " · ") + "</p>"
        case .verbatim(let text): return "<pre style=\"\(Style.verbatim)\">\(text.htmlEscaped)</pre>"
        }
    }
}
