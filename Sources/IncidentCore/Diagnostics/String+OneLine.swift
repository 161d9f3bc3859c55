extension String {
    /// This text made fit to stand in a sentence: one line without control or formatting characters, at most `limit`
    /// characters, the last of them `…` when something was left out.
    package func onePrintableLine(limit: Int) -> String {
        // Cut first: a value of megabytes must not be walked through for a line of sixty characters.
        var line = ""
        var count = 0
        for scalar in unicodeScalars {
            guard count < limit else { return String(line.unicodeScalars.dropLast()) + "…" }
            line.unicodeScalars.append(Self.isPrintable(scalar) ? scalar : " ")
            count += 1
        }
        return line
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Format covers the marks that turn the direction of writing and could make a line read as another.
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
