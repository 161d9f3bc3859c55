import Foundation
import TestSupport

/// The words that a page says of its incident: those that a browser shows, without what every such page says, without how much
/// of itself it has folded away, and without how long ago or ahead something is when the page is asked for.
struct PageWords {
    /// Each once, as they would be copied.
    let saidOfIncident: [String]

    init(of page: String) throws {
        let open = page.replacing(Self.folds, with: " ")
        let shown = open.replacing(
            /(?s)<(head|header|form|button|nav|svg)[ >].*?<\/\1>|<span class="chart-(top|bottom)">[^<]*/, with: " "
        ).replacing(Self.headings, with: "<div class=\"answer\">").replacing(Self.ago, with: " ").replacing(
            Self.ahead, with: "> <")
        let everywhere = try Self.saidByTemplates
        var seen: Set<String> = []
        saidOfIncident = Self.words(shown).filter { word in
            let parts = word.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
            guard !parts.isEmpty, !parts.allSatisfy({ everywhere.contains($0) || Self.isOfTheMoment($0) }) else {
                return false
            }
            return seen.insert(word).inserted
        }
    }

    /// Those of the answers, which stand in no template.
    private static var headings: Regex<Substring> { /<div class="answer"><dt>[^<]*<\/dt>/ }

    /// `17 collectors: 14 worked, 3 could not look`, `12 earlier`, `3 messages`
    private static var folds: Regex<(Substring, Substring)> {
        /(<details class="(?:more-[a-z]+|timeline-earlier)"><summary>|<span class="hint notification-count">)[^<]*/
    }

    /// `(1 h 3 min ago)`, `(3m ago)`
    private static var ago: Regex<Substring> { /\((?:\d+(?:\.\d+)? ?(?:ms|s|min|m|h|d) ?)+ago\)/ }

    /// `in 5 min`, where it is all that stands out.
    private static var ahead: Regex<Substring> { #/>in (?:\d+ (?:s|min|h|d) ?)+</# }

    /// `6s`, `1h30m`: how long ago something was when the page was asked for.
    private static func isOfTheMoment(_ word: String) -> Bool { word.wholeMatch(of: /(\d+(d|h|m|s|ms))+/) != nil }

    private static func words(_ html: String) -> [String] {
        var text = html.replacing(/(?s)<[^>]*>/, with: " ")
        for (entity, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
            text = text.replacing(entity, with: sign)
        }
        return text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// What stands in the templates themselves.
    private static var saidByTemplates: Set<String> {
        get throws {
            let folder = ResponderInstallation.root.appending(path: "Sources/IncidentWeb/Templates")
            let texts = try ["layout", "incident", "chart"].map {
                try String(contentsOf: folder.appending(path: "\($0).mustache"), encoding: .utf8)
            }
            let said = texts.flatMap { words($0.replacing(/\{\{[^}]*\}\}/, with: " ")) }
            return Set(said.flatMap { $0.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init) })
        }
    }
}
