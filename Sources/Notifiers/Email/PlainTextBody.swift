internal import IncidentCore

extension MessageDocument {
    /// As `text/plain`, lines ended by LF.
    var plainText: String {
        var lines = [headline, String(repeating: "=", count: min(headline.count, 72))] + (standing.map { [$0] } ?? [])
        for section in sections {
            lines.append("")
            if !section.title.isEmpty { lines += [section.title, String(repeating: "-", count: section.title.count)] }
            lines += section.items.flatMap(\.plainLines)
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension MessageDocument.Item {
    fileprivate var plainLines: [String] {
        switch self {
        case .paragraph(let text): return [text]
        case .bullets(let lines): return lines.map { "* \($0)" }
        case .linkedLines(let links):
            return links.map { $0.url.isWebLink ? "* \($0.title) \($0.url)" : "* \($0.title)" }
        case .facts(let facts):
            let width = min(24, facts.map(\.name.count).max() ?? 0)
            return facts.map { fact in
                let padding = String(repeating: " ", count: max(0, width - fact.name.count))
                return "  \(fact.name):\(padding) \(fact.value)"
            }
        case .action(let link, let other): return ([link] + (other.map { [$0] } ?? [])).map(\.plainLine)
        case .links(let links): return links.map(\.plainLine)
        case .verbatim(let text):
            return text.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        }
    }
}

extension MessageLink {
    fileprivate var plainLine: String { "\(title): \(url)" }
}
