extension ShellLexer {
    /// A word, from where the lexer stands to the next blank or sign that is not quoted.
    mutating func word() throws(ShellProblem) -> ShellWord {
        var word = ShellWordBuilder()
        let start = index
        while let scalar = peek(0), !" \t\r\n|&;()".unicodeScalars.contains(scalar) {
            switch scalar {
            case "'": try singleQuoted(&word)
            case "\"": try doubleQuoted(&word)
            case "\\": escaped(&word)
            case "$": try dollar(&word)
            case "`": try backticks(&word)
            case "<", ">":
                guard let length = placeLength(from: index) else { return word.built }
                place(length, &word)
            case "{": braces(&word)
            case "~" where index == start:
                advance()
                word.parts.append(.expansion(raw: "~"))
            default: take(&word)
            }
        }
        return word.built
    }

    private mutating func take(_ word: inout ShellWordBuilder) {
        guard let scalar = peek(0) else { return }
        word.add(scalar)
        advance()
    }

    private mutating func singleQuoted(_ word: inout ShellWordBuilder) throws(ShellProblem) {
        let opened = line
        word.addRaw("'")
        advance()
        while let scalar = peek(0), scalar != "'" {
            if let length = quotedPlaceLength() { place(length, &word) } else { take(&word) }
        }
        try close("'", opened, &word)
    }

    private mutating func doubleQuoted(_ word: inout ShellWordBuilder) throws(ShellProblem) {
        let opened = line
        word.addRaw("\"")
        advance()
        while let scalar = peek(0), scalar != "\"" {
            switch scalar {
            case "\\" where peek(1).map("$`\"\\\n".unicodeScalars.contains) == true: escaped(&word)
            // A dollar sign before a quote is only itself there: `grep "Running$"`.
            case "$" where peek(1) == "\"" || peek(1) == "'": take(&word)
            case "$": try dollar(&word)
            case "`": try backticks(&word)
            case "{" where peek(1) == "{": braces(&word)
            default: if let length = quotedPlaceLength() { place(length, &word) } else { take(&word) }
            }
        }
        try close("\"", opened, &word)
    }

    private mutating func close(
        _ quote: Unicode.Scalar, _ opened: Int, _ word: inout ShellWordBuilder
    ) throws(ShellProblem) {
        guard peek(0) == quote else { throw ShellProblem("the quote \(quote) does not end") }
        word.addRaw(String(quote))
        advance()
    }

    /// Between quotes a place has no blank: `a <b and c> d` is a condition there.
    private func quotedPlaceLength() -> Int? {
        placeLength(from: index).flatMap { text[index..<(index + $0)].contains(" ") ? nil : $0 }
    }

    /// A line that goes on behind a backslash has no end.
    private mutating func escaped(_ word: inout ShellWordBuilder) {
        word.addRaw("\\")
        advance()
        guard let scalar = peek(0) else { return }
        if scalar == "\n" { word.addRaw("\n") } else { word.add(scalar) }
        advance()
    }

    private mutating func place(_ length: Int, _ word: inout ShellWordBuilder) {
        let raw = String(text[index..<(index + length)])
        word.append(ShellPlace(name: String(raw.dropFirst().dropLast()), defaultValue: nil, isVariable: false), raw)
        advance(length)
    }

    private mutating func dollar(_ word: inout ShellWordBuilder) throws(ShellProblem) {
        switch peek(1) {
        case "(": word.append(expansion: try enclosed(from: 1, "(", ")"))
        case "{":
            let raw = try enclosed(from: 1, "{", "}")
            guard let place = ShellPlace(inBraces: raw.dropFirst(2).dropLast()) else {
                return word.append(expansion: raw)
            }
            word.append(place, raw)
        case "'": word.append(expansion: try ansiQuoted())
        case "\"":
            let start = index
            var inside = ShellWordBuilder()
            advance()
            try doubleQuoted(&inside)
            word.append(expansion: String(text[start..<index]))
        case let next? where next.isInIdentifier && !("0"..."9").contains(next):
            var length = 1
            while let scalar = peek(length), scalar.isInIdentifier { length += 1 }
            let raw = String(text[index..<(index + length)])
            word.append(ShellPlace(name: String(raw.dropFirst()), defaultValue: nil, isVariable: true), raw)
            advance(length)
        case let next? where next.isInIdentifier || "?!@*#$-".unicodeScalars.contains(next):
            word.append(expansion: String(text[index..<(index + 2)]))
            advance(2)
        default: take(&word)
        }
    }

    /// `$'\x41'`, in which a backslash takes the next sign along.
    private mutating func ansiQuoted() throws(ShellProblem) -> String {
        let start = index
        advance(2)
        while let scalar = peek(0), scalar != "'" { advance(scalar == "\\" ? 2 : 1) }
        guard peek(0) == "'" else { throw ShellProblem("the quote $' does not end") }
        advance()
        return String(text[start..<index])
    }

    private mutating func backticks(_ word: inout ShellWordBuilder) throws(ShellProblem) {
        let start = index
        advance()
        while let scalar = peek(0), scalar != "`" { advance(scalar == "\\" ? 2 : 1) }
        guard peek(0) == "`" else { throw ShellProblem("the quote ` does not end") }
        advance()
        word.append(expansion: String(text[start..<index]))
    }

    /// `{{ $labels.pod }}` is a place, `{label:…}` one of our own tables, `{a,b}` several words to a shell, and all else text.
    private mutating func braces(_ word: inout ShellWordBuilder) {
        var length = 1
        while let scalar = peek(length), scalar != "}", scalar != "\n", length < 300 { length += 1 }
        guard peek(length) == "}" else { return take(&word) }
        let inside = String(text[(index + 1)..<(index + length)])
        if peek(1) == "{" {
            guard peek(length + 1) == "}", let place = ShellPlace(inTemplate: inside.dropFirst()) else {
                return take(&word)
            }
            word.append(place, String(text[index..<(index + length + 2)]))
            return advance(length + 2)
        }
        if inside.hasPrefix("label:") {
            for _ in 0...length { take(&word) }
        } else if inside.contains(","), !inside.unicodeScalars.contains(where: { " \t\"'".unicodeScalars.contains($0) })
        {
            word.append(expansion: String(text[index...(index + length)]))
            advance(length + 1)
        } else {
            take(&word)
        }
    }

    /// What stands between two signs, with both and the dollar sign before; quotes in it may hold either.
    private mutating func enclosed(
        from ahead: Int, _ opening: Unicode.Scalar, _ closing: Unicode.Scalar
    ) throws(ShellProblem) -> String {
        let start = index
        advance(ahead)
        var depth = 0
        var quote: Unicode.Scalar?
        while let scalar = peek(0) {
            advance(scalar == "\\" && quote != "'" ? 2 : 1)
            if let open = quote {
                if scalar == open { quote = nil }
            } else if scalar == "'" || scalar == "\"" {
                quote = scalar
            } else if scalar == opening {
                depth += 1
            } else if scalar == closing {
                depth -= 1
                if depth == 0 { return String(text[start..<index]) }
            }
        }
        throw ShellProblem("$\(opening) does not end")
    }
}

/// Gathers the parts of a word.
private struct ShellWordBuilder {
    var parts: [ShellWord.Part] = []
    private var text = String.UnicodeScalarView()
    private var raw = ""

    mutating func add(_ scalar: Unicode.Scalar) {
        text.append(scalar)
        raw.unicodeScalars.append(scalar)
    }

    mutating func addRaw(_ sign: String) { raw += sign }

    mutating func append(_ place: ShellPlace, _ written: String) {
        flush()
        parts.append(.place(place, raw: written))
    }

    mutating func append(expansion: String) {
        flush()
        parts.append(.expansion(raw: expansion))
    }

    private mutating func flush() {
        guard !raw.isEmpty else { return }
        parts.append(.literal(String(text), raw: raw))
        (text, raw) = (String.UnicodeScalarView(), "")
    }

    var built: ShellWord {
        var copy = self
        copy.flush()
        return ShellWord(parts: copy.parts)
    }
}

extension ShellPlace {
    /// `NAME` or `NAME:-default`, as they stand in `${…}`.
    fileprivate init?(inBraces inside: Substring) {
        let name = inside.unicodeScalars.prefix { $0.isInIdentifier }
        guard let first = name.first, !("0"..."9").contains(first) else { return nil }
        var rest = inside.unicodeScalars.dropFirst(name.count)
        if rest.isEmpty {
            self.init(name: String(name), defaultValue: nil, isVariable: true)
            return
        }
        if rest.first == ":" { rest = rest.dropFirst() }
        guard rest.first == "-", !rest.contains(where: { "$`\"'\\{".unicodeScalars.contains($0) }) else { return nil }
        self.init(name: String(name), defaultValue: String(rest.dropFirst()), isVariable: true)
    }

    /// A name as templates of Prometheus and of other tools have it; Go's own words are none.
    fileprivate init?(inTemplate inside: Substring) {
        let words = inside.split(separator: " ")
        guard words.count == 1 else { return nil }
        let name = ["$labels.", ".Labels.", "$"].reduce(words[0]) { $0.hasPrefix($1) ? $0.dropFirst($1.count) : $0 }
        guard name.unicodeScalars.allSatisfy({ $0.isInIdentifier || $0 == "-" }),
            !["end", "else", "range", "if", "with", "println"].contains(name)
        else { return nil }
        self.init(name: String(name), defaultValue: nil, isVariable: false)
    }
}
