/// Text of others inside Slack's markup.
///
/// Exactly three characters are escaped; without that `<!channel>` would call everybody and `<https://…|Runbook>` hide
/// where a link goes.
enum SlackText {
    /// - Parameter limit: of the escaped text; an entity is never cut.
    static func escape(_ text: String, limit: Int) -> String {
        var escaped = ""
        var length = 0
        for scalar in text.unicodeScalars {
            let piece = entity(of: scalar) ?? String(scalar)
            let pieceLength = piece.unicodeScalars.count
            // One place is kept for the ellipsis.
            guard length + pieceLength < limit else { return escaped + "…" }
            escaped += piece
            length += pieceLength
        }
        return escaped
    }

    /// As preformatted text; its own back ticks cannot end it.
    static func verbatim(_ text: String, limit: Int) -> String {
        let harmless = text.split(separator: "```", omittingEmptySubsequences: false).joined(
            separator: "`\u{200D}`\u{200D}`")
        return "```\(escape(harmless.isEmpty ? " " : harmless, limit: limit - 6))```"
    }

    /// A link in text; neither part can end it early.
    static func link(_ title: String, to url: String) -> String {
        let words = title.map { $0 == "|" ? "/" : String($0) }.joined()
        let address = url.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "%7C")
        return "<\(escape(address, limit: 3000))|\(escape(words, limit: 200))>"
    }

    private static func entity(of scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: nil
        }
    }
}
