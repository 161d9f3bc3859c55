/// What a shell would make something of, as an argument of its own: the program would get it as a plain word.
package struct ShellSign: CustomStringConvertible {
    package let word: String
    private let remedy: String

    /// - Returns: `nil` when there is none in `words`.
    package init?(in words: [String]) {
        for (index, word) in words.enumerated() {
            // What follows these separates fields or rows, and that is usually the very sign.
            guard index == 0 || !Self.takesSign(words[index - 1]), let remedy = Self.remedy(word) else { continue }
            (self.word, self.remedy) = (word, remedy)
            return
        }
        return nil
    }

    package var description: String {
        "\"\(word.onePrintableLine(limit: 200))\" is an argument like any other, because there is no shell; \(remedy)"
    }

    /// `-F` and `-R` of psql, also behind others as in `-AtF`, and `-d` and `-D` of redis-cli.
    private static func takesSign(_ option: String) -> Bool {
        ["--field-separator", "--record-separator"].contains(option)
            || option.first == "-" && !option.hasPrefix("--") && option.last.map { "FRdD".contains($0) } == true
    }

    private static func remedy(_ word: String) -> String? {
        let filters = "filters, such as { grep: foo } or { head: 20 }"
        switch word {
        case "|", "|&": return "write what follows it under \(filters)"
        case _ where word.first == "<" && word.last == ">":
            return "write the name that is meant, or a label's place: \"{label:NAME}\""
        case "||", "&&", ";", ";;", "&":
            return "make a collector of each command, and write under filters what a pipe would do"
        case _ where isSubstitution(word):
            return "write the value out, or a label's place: \"{label:NAME}\"; what a pipe would do goes under filters"
        case _ where word.first == "|" && word.dropFirst().first?.isLetter == true:
            return "write what stands in it under \(filters)"
        default:
            let sign = word.drop { $0.isASCII && $0.isNumber || $0 == "&" }
            guard sign.first == ">" || word.first == "<", sign.count > 1 || word.count < 4 else { return nil }
            return
                "leave it out: both outputs are captured, filters take what is wanted of them, and the input is closed"
        }
    }

    /// `$(date)`, `` `date` ``, `$NAME` and `${NAME}`, alone or as the value of a long option.
    private static func isSubstitution(_ word: String) -> Bool {
        var value = word[...]
        if word.hasPrefix("--"), let equals = word.firstIndex(of: "=") { value = word[word.index(after: equals)...] }
        if value.hasPrefix("`") || value.hasPrefix("$(") || value.hasPrefix("${") { return true }
        let name = value.dropFirst()
        return value.first == "$" && name.first.map { $0.isLetter || $0 == "_" } == true
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }
}
