extension String {
    /// For text and for attribute values in double quotes, scalar by scalar: going by characters would leave a `"` with a
    /// combining mark as it is.
    package var htmlEscaped: String {
        var escaped = ""
        escaped.reserveCapacity(utf8.count)
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Control characters, but for line ends and tabs, and marks that turn the direction of writing as U+FFFD.
    package var withVisibleControls: String {
        guard unicodeScalars.contains(where: \.isHiddenControl) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.isHiddenControl ? "\u{FFFD}" : $0 }))
    }
}

extension Unicode.Scalar {
    fileprivate var isHiddenControl: Bool {
        guard self != "\n", self != "\r", self != "\t" else { return false }
        return properties.generalCategory == .control || isBidirectionalControl
    }
}
