internal import IncidentCore

/// A line in a file that an import wrote, by which it is told whether somebody has changed the file since.
package enum RunbookSeal {
    private static let beginning = "# seal "

    static func sealed(_ head: String, _ body: String) -> String {
        "\(head)\(beginning)\(FNV1a64.hash(of: head + body).hexadecimal)\n\n\(body)"
    }

    /// Whether a file is as an import left it. One without a seal no import wrote.
    package static func isIntact(_ text: String) -> Bool {
        guard let start = text.firstRange(of: "\n\(beginning)") else { return false }
        let head = text[...start.lowerBound]
        let rest = text[start.upperBound...]
        guard let end = rest.firstIndex(of: "\n") else { return false }
        return sealed(String(head), String(rest[rest.index(after: end)...].dropFirst())) == text
    }
}
