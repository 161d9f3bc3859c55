// Letters by which one name could pass for another (Unicode TR36, "visual security issues"; TR39, "mixed-script detection").
extension String {
    /// With wide letters and digits, and the two raised letters of abbreviations, as the plain ones that they stand for: as far
    /// as names are written with such, what NFKC makes of it. Other such forms are found by `firstLookAlike`.
    var withPlainLetters: String {
        guard !utf8.allSatisfy({ $0 < 0x80 }) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map(\.plainLetter)))
    }

    /// The first letter or digit that is another one's form and not plain: of mathematics, in a circle, a ligature.
    var firstLookAlike: Unicode.Scalar? { unicodeScalars.first { $0.isLookAlike } }

    /// The first word that has letters of more than one script of those whose letters look alike, and these scripts.
    var firstMixedWord: (word: String, scripts: [LikeScript])? {
        for word in split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            var scripts: [LikeScript] = []
            for scalar in word.unicodeScalars {
                if let script = LikeScript(scalar), !scripts.contains(script) { scripts.append(script) }
            }
            if scripts.count > 1 { return (String(word), scripts) }
        }
        return nil
    }
}

/// A script some of whose letters look like another's.
enum LikeScript: String {
    case latin = "Latin"
    case greek = "Greek"
    case cyrillic = "Cyrillic"
    case armenian = "Armenian"
    case cherokee = "Cherokee"

    /// - Returns: `nil` for what is no letter of these.
    init?(_ scalar: Unicode.Scalar) {
        guard scalar.properties.isAlphabetic else { return nil }
        switch scalar.value {
        case 0x41...0x7A, 0xC0...0x2AF, 0x1E00...0x1EFF, 0x2C60...0x2C7F, 0xA720...0xA7FF: self = .latin
        case 0x370...0x3FF, 0x1F00...0x1FFF: self = .greek
        case 0x400...0x52F, 0x1C80...0x1C8F, 0x2DE0...0x2DFF, 0xA640...0xA69F: self = .cyrillic
        case 0x531...0x587: self = .armenian
        case 0x13A0...0x13FF, 0xAB70...0xABBF: self = .cherokee
        default: return nil
        }
    }
}

extension Unicode.Scalar {
    fileprivate var plainLetter: Unicode.Scalar {
        switch value {
        case 0xFF01...0xFF5E: Unicode.Scalar(value - 0xFEE0) ?? self
        case 0x3000: " "
        case 0xAA: "a"
        case 0xBA: "o"
        default: self
        }
    }

    /// Raised and lowered letters and digits, modifiers, letter-like symbols, number forms, those in circles and of mathematics,
    /// Latin ligatures. By blocks: what else NFKC changes are letters of their own, as of Thai and Hindi.
    private static let lookAlikes: [ClosedRange<UInt32>] = [
        0xB2...0xB3, 0xB9...0xB9, 0x2B0...0x2B8, 0x2E0...0x2E4, 0x1D2C...0x1D6A, 0x1D78...0x1D78, 0x1D9B...0x1DBF,
        0x2070...0x209F, 0x2100...0x218F, 0x2460...0x24FF, 0x3200...0x33FF, 0xA770...0xA770, 0xA7F8...0xA7F9,
        0xFB00...0xFB06, 0x1D400...0x1D7FF, 0x1F100...0x1F2FF,
    ]

    fileprivate var isLookAlike: Bool {
        value >= 0x80 && (properties.isAlphabetic || properties.numericType != nil)
            && Self.lookAlikes.contains { $0.contains(value) }
    }
}
