internal import IncidentCore

/// `and 9 more collectors, on the incident's page`.
func andMore(_ count: Int, _ noun: String) -> String {
    "and \(count) more \(noun)\(count == 1 ? "" : "s"), on the incident's page"
}

/// Text that others wrote, made harmless for a message. What escaping a format needs comes on top.
extension String {
    /// Line ends and tabs stay, other control characters and marks that reorder text go; CR LF becomes LF.
    var safeBlock: String {
        var scalars = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "\n", "\t": scalars.append(scalar)
            default:
                let isControl = scalar.properties.generalCategory == .control
                if !isControl && !scalar.isBidirectionalControl { scalars.append(scalar) }
            }
        }
        return String(scalars)
    }

    /// Head and tail within `limit` bytes of UTF-8, with a line between them that says how much is missing.
    /// - Parameter omitted: how many bytes are missing in its middle already.
    func excerpt(limitBytes limit: Int, omitted: Int = 0) -> String {
        guard utf8.count > limit else { return self }
        let head = prefix(limit * 2 / 3, in: .bytes)
        let tail = suffix(bytes: limit / 3)
        let missing = utf8.count - head.utf8.count - tail.utf8.count + omitted
        return "\(head)\n[… \(missing) bytes left out …]\n\(tail)"
    }

    /// A command as it is to be copied, whole or not at all: the beginning of one may do something else.
    func command(within limit: Int, in unit: TextUnit = .bytes) -> String {
        let line = onePrintableLine(limit: limit + 1)
        return line.length(in: unit) <= limit ? line : leftOutCommand
    }

    var leftOutCommand: String { "(a command of \(utf8.count) bytes, on the incident's page)" }
}

extension ArtifactExcerpt {
    /// What a message shows of the output.
    func outputExcerpt(limitBytes: Int) -> String { output.excerpt(limitBytes: limitBytes, omitted: omittedBytes) }
}
