internal import IncidentCore

/// Text of others inside Slack's markup.
///
/// Exactly three characters are escaped; without that `<!channel>` would call everybody and `<https://…|Runbook>` hide
/// where a link goes. What makes text bold, slanted, struck or code has no escape: a joiner without width on both sides keeps
/// it from being taken for that.
enum SlackText {
    /// - Parameter limit: of the escaped text, in UTF-16: no way of counting characters gives more. An entity is never cut.
    static func escape(_ text: String, limit: Int) -> String { cut(plain(text), limit: limit) }

    /// With the three characters escaped, and cut.
    private static func cut(_ text: String, limit: Int) -> String {
        var escaped = ""
        var length = 0
        for character in text {
            let piece = escape(character)
            // One place is kept for the ellipsis.
            guard length + piece.utf16.count < limit else { return escaped + "…" }
            escaped += piece
            length += piece.utf16.count
        }
        return escaped
    }

    /// One line that says how much of it is left out.
    static func line(_ text: String, limit: Int) -> String {
        escape(text.line(within: limit - 1, in: .utf16, counted: true), limit: limit)
    }

    /// As preformatted text; its own back ticks cannot end it.
    static func verbatim(_ text: String, limit: Int) -> String {
        "```\(cut(harmless(text), limit: limit - 6))```"
    }

    /// Whether all of it has room as preformatted text.
    static func isVerbatim(_ text: String, within limit: Int) -> Bool {
        let harmless = harmless(text)
        return harmless.utf16.count < limit && harmless.reduce(0) { $0 + escape($1).utf16.count } < limit - 6
    }

    private static func harmless(_ text: String) -> String {
        guard !text.isEmpty else { return " " }
        // By scalars: a combining mark behind the ticks would hide them from a comparison of characters.
        let (ticks, joined) = ("```".unicodeScalars, "`\u{200D}`\u{200D}`".unicodeScalars)
        return String(text.unicodeScalars.replacing(ticks, with: joined))
    }

    /// A link in text; neither part can end it early.
    static func link(_ title: String, to url: String) -> String {
        let words = title.map { $0 == "|" ? "/" : String($0) }.joined()
        let address = url.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "%7C")
        return "<\(cut(address, limit: 3000))|\(escape(words, limit: 200))>"
    }

    /// Within a word, as in `kube_pod_labels`, only the back tick means something.
    private static func plain(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        guard scalars.contains(where: isFormatting) else { return text }
        func isInWord(_ place: Int) -> Bool {
            scalars.indices.contains(place) && scalars[place].properties.isAlphabetic
                || scalars.indices.contains(place) && scalars[place].properties.numericType != nil
        }
        var shown = String.UnicodeScalarView()
        for (place, scalar) in scalars.enumerated() {
            guard isFormatting(scalar), scalar == "`" || !isInWord(place - 1) || !isInWord(place + 1) else {
                shown.append(scalar)
                continue
            }
            // Between two of them one is enough.
            if shown.last != "\u{200D}" { shown.append("\u{200D}") }
            shown.append(contentsOf: [scalar, "\u{200D}"] as [Unicode.Scalar])
        }
        return String(shown)
    }

    private static func isFormatting(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "*", "_", "~", "`": true
        default: false
        }
    }

    private static func escape(_ character: Character) -> String {
        character.unicodeScalars.reduce(into: "") { piece, scalar in piece += entity(of: scalar) ?? String(scalar) }
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
