/// The rule for every secret that comes from a variable or a file: white space around it goes, as editors and secret
/// stores append it; what is left must be characters that can be seen, and blanks only where they may be meant.
package enum SecretText {
    /// Why `text`, already trimmed, is none, in words that go after its setting's name and do not repeat it.
    ///
    /// - Parameter mayHoldBlanks: true for what people think up, a passphrase; false for tokens.
    package static func problem(in text: String, mayHoldBlanks: Bool) -> String? {
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                return "holds a line end or another character that cannot be seen; remove it"
            case .spaceSeparator where scalar != " " || !mayHoldBlanks: return "holds a blank; remove it"
            default: continue
            }
        }
        return nil
    }
}
