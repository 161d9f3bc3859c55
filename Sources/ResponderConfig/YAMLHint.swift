/// What usually lies behind an error of YAML, or behind a value that is not what its author wrote.
enum YAMLHint {
    /// For an error at a place, counted from 1, at which the parser gave up.
    static func forError(in text: String, line: Int, column: Int, began: Int?) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard line >= 1, line <= lines.count else { return "" }
        if lines[line - 1].unicodeScalars.dropFirst(column - 1).first == "\t" {
            return "; indent with spaces, not tabs"
        }
        if let quote = longQuote(in: lines[..<line]), quote.last >= line - 1 || quote.first == quote.last {
            let end = quote.last > quote.first ? ", which ends only in line \(quote.last)" : ", which does not end"
            return "; look at the quote that opens in line \(quote.first)\(end)"
        }
        for number in (began ?? line)...line where number <= lines.count {
            if let comment = comment(in: lines[number - 1]) { return "; in line \(number) \(begins(comment))" }
        }
        return ""
    }

    /// For a value without quotes on a line: what follows it may have been meant to belong to it.
    static func forValue(_ value: String, onLine line: Substring) -> String {
        guard let comment = comment(in: line), line.contains("\(value) \(comment)") else { return "" }
        return "; \(begins(comment))"
    }

    private static func begins(_ comment: Substring) -> String {
        "\(comment) begins a comment: put text with a # in quotes"
    }

    /// The first word of a comment that looks like a name: `#database`, and not `# why`.
    private static func comment(in line: Substring) -> Substring? {
        var quote: Character?
        var previous: Character = " "
        for index in line.indices {
            let character = line[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'", " [{,".contains(previous) {
                quote = character
            } else if character == "#", previous == " " {
                let word = line[index...].prefix { !" ,]}\"'\r".contains($0) }
                return word.count > 1 && line[..<index].contains { $0 != " " } ? word : nil
            }
            previous = character
        }
        return nil
    }

    /// The last quote that goes over several lines or does not end, with the lines of its beginning and its end.
    private static func longQuote(in lines: ArraySlice<Substring>) -> (first: Int, last: Int)? {
        var found: (first: Int, last: Int)?
        var open: (character: Character, line: Int)?
        for (number, line) in zip(1..., lines) {
            var previous: Character = " "
            var isEscaped = false
            for character in line {
                if let quote = open {
                    if isEscaped {
                        isEscaped = false
                    } else if character == "\\", quote.character == "\"" {
                        isEscaped = true
                    } else if character == quote.character {
                        if number > quote.line { found = (quote.line, number) }
                        open = nil
                    }
                } else if character == "#", previous == " " {
                    break
                } else if character == "\"" || character == "'", " [{,".contains(previous) {
                    open = (character, number)
                }
                previous = character
            }
        }
        return open.map { ($0.line, $0.line) } ?? found
    }
}
