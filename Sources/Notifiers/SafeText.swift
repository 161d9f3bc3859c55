internal import IncidentCore

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
        let head = prefix(bytes: limit * 2 / 3)
        let tail = suffix(bytes: limit / 3)
        let missing = utf8.count - head.utf8.count - tail.utf8.count + omitted
        return "\(head)\n[… \(missing) bytes left out …]\n\(tail)"
    }

    private func prefix(bytes: Int) -> Substring {
        var end = utf8.index(startIndex, offsetBy: bytes)
        while end > startIndex, UTF8.isContinuation(utf8[end]) { end = utf8.index(before: end) }
        return self[..<end]
    }

    private func suffix(bytes: Int) -> Substring {
        var start = utf8.index(endIndex, offsetBy: -bytes)
        while start < endIndex, UTF8.isContinuation(utf8[start]) { start = utf8.index(after: start) }
        return self[start...]
    }
}

extension ArtifactExcerpt {
    /// What a message shows of the output.
    func outputExcerpt(limitBytes: Int) -> String { output.excerpt(limitBytes: limitBytes, omitted: omittedBytes) }
}
