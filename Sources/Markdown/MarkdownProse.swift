internal import CMark

/// What somebody has written in Markdown, as blocks that a page can show: flat, and with no markup but ours.
///
/// HTML in it is text. Of links only those are kept that lead to a web page or an address of mail.
package struct MarkdownProse: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case paragraph
        case heading
        /// In a list, which may stand in another one; its mark is `•` or `3.`.
        case item(mark: String, depth: Int)
        case code
        case rule
        /// Of rows of cells; the first row names the columns, and each has as many cells.
        case table([[Cell]])
    }

    package struct Cell: Sendable, Equatable {
        package let spans: [Span]
    }

    package struct Block: Sendable, Equatable {
        package let kind: Kind
        package let isQuoted: Bool
        /// A table has them in its cells.
        package let spans: [Span]
    }

    package struct Span: Sendable, Equatable {
        package let text: String
        package let style: Style
        /// Where it leads.
        package let address: String?
    }

    package struct Style: OptionSet, Sendable, Hashable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }

        package static let strong = Style(rawValue: 1)
        package static let emphasis = Style(rawValue: 2)
        package static let code = Style(rawValue: 4)
        package static let struck = Style(rawValue: 8)
    }

    package let blocks: [Block]

    /// The time cmark takes grows with the square of the opening brackets; nobody writes more into a note.
    private static let bracketLimit = 500
    private static let byteLimit = 64 << 10
    /// Columns times lines: each row of a table has as many cells as its header, however short it is.
    private static let cellLimit = 2000

    package init(_ text: String) {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"))
        let columns = lines.map { $0.count { $0 == UInt8(ascii: "|") } }.max() ?? 0
        let brackets = text.utf8.count { $0 == UInt8(ascii: "[") }
        guard text.utf8.count <= Self.byteLimit, brackets <= Self.bracketLimit,
            columns * lines.count <= Self.cellLimit
        else {
            blocks = [Block(kind: .paragraph, isQuoted: false, spans: [Span(text: text, style: [], address: nil)])]
            return
        }
        var walk = ProseWalk()
        walk.walk(text)
        blocks = walk.blocks
    }

    /// Whether a browser may follow it from a note.
    static func mayBeFollowed(_ address: String) -> Bool {
        let lowered = address.lowercased()
        guard !address.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 }) else {
            return false
        }
        return ["https://", "http://", "mailto:"].contains { lowered.hasPrefix($0) && lowered.count > $0.count }
    }
}
