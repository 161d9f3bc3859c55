/// A Markdown text (CommonMark with tables) as its blocks, each with the line on which it begins.
package struct MarkdownDocument: Sendable {
    /// In bytes; a larger file is refused.
    package static let sizeLimit = MarkdownSource.byteLimit

    /// As they stand in the file, without their ends.
    package let lines: [String]
    /// In the order of the file. Lists and quotes are not among them, what stands in these is.
    package let blocks: [MarkdownBlock]
    /// Lines that were not read, by number from 1, with why.
    package let unread: [Int: String]

    /// - Throws: that the file is no text, or larger than a runbook is.
    package init(_ bytes: [UInt8]) throws(MarkdownProblem) {
        let source = try MarkdownSource(bytes)
        (lines, unread) = (source.lines, source.unread)
        var walk = MarkdownWalk(lines: source.lines)
        walk.walk(source.text)
        blocks = walk.blocks
    }
}

package struct MarkdownBlock: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case heading(level: Int, MarkdownText)
        case paragraph(MarkdownText)
        case code(MarkdownCode)
        case table(MarkdownTable)
        case html
        case rule
    }

    /// From 1.
    package let line: Int
    package let kind: Kind
}

/// Text of one block, taken apart.
package struct MarkdownText: Sendable, Equatable {
    package struct Span: Sendable, Equatable {
        package let text: String
        /// Whether it stands between backticks.
        package let isCode: Bool
        package internal(set) var line: Int

        package init(text: String, isCode: Bool, line: Int) {
            (self.text, self.isCode, self.line) = (text, isCode, line)
        }
    }

    package internal(set) var spans: [Span] = []

    /// What a reader sees, with one blank between words.
    package var plain: String { Self.plain(spans) }

    /// Its lines, each with what stands on it.
    package var lines: [(number: Int, spans: [Span])] {
        var lines: [(number: Int, spans: [Span])] = []
        for span in spans {
            if lines.last?.number != span.line { lines.append((span.line, [])) }
            lines[lines.count - 1].spans.append(span)
        }
        return lines
    }

    package static func plain(_ spans: [Span]) -> String {
        var line = spans.first?.line
        return spans.reduce(into: "") { text, span in
            if span.line != line { text += " " }
            text += span.text
            line = span.line
        }.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// A block of code, between fences or indented.
package struct MarkdownCode: Sendable, Equatable {
    /// The first word behind the opening fence, in lower case; empty where there is none.
    package let language: String
    package let isFenced: Bool
    /// Whether its fence is closed; without that it goes on to the end of the file.
    package let isClosed: Bool
    /// The number of its first line, without the fence.
    package let firstLine: Int
    /// Without what a list or quote puts in front.
    package let lines: [String]
}

package struct MarkdownTable: Sendable, Equatable {
    package struct Row: Sendable, Equatable {
        package let line: Int
        /// As many as the header has: what is missing is empty, what is more is left out.
        package let cells: [MarkdownText]
    }

    /// The line that separates it from the rows is the next one.
    package let header: Row
    package let rows: [Row]
}

/// Why a file cannot be read as a runbook.
package struct MarkdownProblem: Error, Equatable, CustomStringConvertible {
    /// From 1; `nil` when the file as a whole is meant.
    package let line: Int?
    package let description: String
}
