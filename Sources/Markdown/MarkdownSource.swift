/// A file as it is given to cmark: within limits, because cmark has none.
struct MarkdownSource {
    /// Ten times the longest runbook that we know of.
    static let byteLimit = 1 << 20
    static let lineLimit = 20_000
    /// A longer line is a picture, or no text.
    static let lineByteLimit = 8 << 10
    /// A row of a table has as many cells as its header, however short it is.
    static let columnLimit = 30
    /// cmark-gfm 0.29 looks at all open ones again for each that closes: ten thousand take a tenth of a second.
    static let bracketLimit = 10_000

    let lines: [String]
    private(set) var unread: [Int: String] = [:]

    init(_ bytes: [UInt8]) throws(MarkdownProblem) {
        guard bytes.count <= Self.byteLimit else {
            throw MarkdownProblem(line: nil, description: "the file is larger than \(Self.byteLimit >> 20) MiB")
        }
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        var lines: [String] = []
        for line in Self.split(bytes) {
            let number = lines.count + 1
            guard number <= Self.lineLimit else {
                throw MarkdownProblem(line: number, description: "a runbook may have \(Self.lineLimit) lines; split it")
            }
            guard !line.contains(0), let text = String(validating: line, as: UTF8.self) else {
                throw MarkdownProblem(
                    line: number, description: "this line is not UTF-8 text; save the runbook as UTF-8")
            }
            lines.append(text)
        }
        guard bytes.count(where: { $0 == UInt8(ascii: "[") }) <= Self.bracketLimit else {
            throw MarkdownProblem(
                line: nil, description: "the file has more than \(Self.bracketLimit) opening brackets; split it")
        }
        self.lines = lines
        readHead()
        for (number, line) in zip(1..., lines) where unread[number] == nil { unread[number] = Self.reason(line) }
    }

    /// What cmark is to read: for each line one, so that numbers stay.
    var text: String {
        zip(1..., lines).map { unread[$0] == nil ? $1 : "" }.joined(separator: "\n")
    }

    /// What a website's generator reads, which Markdown would take for a heading.
    private mutating func readHead() {
        guard lines.first == "---", let end = lines.dropFirst().prefix(200).firstIndex(where: { $0 == "---" }) else {
            return
        }
        for number in 1...(end + 1) { unread[number] = "front matter" }
    }

    private static func reason(_ line: String) -> String? {
        guard line.utf8.count <= lineByteLimit else {
            return "a line of \(line.utf8.count) bytes; those up to \(lineByteLimit) are read"
        }
        let columns = line.utf8.count { $0 == UInt8(ascii: "|") } - 1
        let isDelimiter = line.utf8.allSatisfy { " \t>|:-".utf8.contains($0) }
        guard isDelimiter, columns > columnLimit else { return nil }
        return "a table of \(columns) columns; those of up to \(columnLimit) are read"
    }

    /// As CommonMark has it a line ends with a line feed, a carriage return, or both.
    private static func split(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        let (feed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var index = start
        while index < bytes.endIndex {
            defer { index += 1 }
            guard bytes[index] == feed || bytes[index] == carriageReturn else { continue }
            lines.append(bytes[start..<index])
            if bytes[index] == carriageReturn, index + 1 < bytes.endIndex, bytes[index + 1] == feed { index += 1 }
            start = index + 1
        }
        if start < bytes.endIndex { lines.append(bytes[start...]) }
        return lines
    }
}
