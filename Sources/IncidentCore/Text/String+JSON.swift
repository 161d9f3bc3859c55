extension String {
    /// A JSON document with what a terminal would obey, or nobody would see, as `\u…`: control characters, marks that turn the
    /// direction of writing, blanks without width. It says the same: in a document that an encoder made they stand in its texts
    /// only, but for the line ends between them.
    package var escapingHiddenInJSON: String {
        guard unicodeScalars.contains(where: \.isHiddenInJSON) else { return self }
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            guard scalar.isHiddenInJSON else {
                text.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                text.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".unicodeScalars)
            }
        }
        return String(text)
    }
}

extension Unicode.Scalar {
    fileprivate var isHiddenInJSON: Bool {
        // Most is plain, and the properties cost more than all the rest.
        if (0x20..<0x7F).contains(value) || value == 0x0A { return false }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
