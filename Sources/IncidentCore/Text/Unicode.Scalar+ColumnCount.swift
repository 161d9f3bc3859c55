extension Unicode.Scalar {
    /// How many columns of a terminal it takes: 0 for a mark that stands on another character, 2 for wide ones (East Asian Width W
    /// and F of Unicode, which all emoji have that are shown as pictures).
    ///
    /// What is ambiguous there (A of Unicode's annex 11: `·`, `…`, `→`, `①`, Greek and Cyrillic letters) takes 1, on purpose: so it is
    /// shown by terminals that nobody has set otherwise, and counted by glibc's `wcwidth` in UTF-8. As 2 it would cut and
    /// misalign rows for everybody, for the sake of terminals in East Asian encodings, which cannot show our text anyhow.
    var columnCount: Int {
        if isASCII { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default:
            let isFlag = (0x1F1E6...0x1F1FF).contains(value)
            return properties.isEmojiPresentation && !isFlag || Self.wide.contains { $0.contains(value) } ? 2 : 1
        }
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4C6,
        0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x1B2FB, 0x1F200...0x1F265, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
    ]
}
