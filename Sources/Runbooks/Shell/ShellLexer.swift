/// Takes shell text apart as POSIX does it (2.3, "Token Recognition"), in time linear in its length.
///
/// One thing is read as people mean it and no shell does: `<pod-name>` is a place to fill in, not a file to read.
struct ShellLexer {
    enum Lexeme: Equatable {
        case token(ShellToken)
        case comment(String)
        case lineEnd
    }

    let text: [Unicode.Scalar]
    private(set) var index = 0
    /// How many line ends have been passed.
    private(set) var line = 0

    init(_ text: String) { self.text = Array(text.unicodeScalars) }

    var isAtEnd: Bool { index >= text.count }
    /// The one that what has been read ends on.
    var lastLine: Int { index > 0 && text[index - 1] == "\n" ? line - 1 : line }
    private var scalar: Unicode.Scalar? { peek(0) }
    func peek(_ ahead: Int) -> Unicode.Scalar? { index + ahead < text.count ? text[index + ahead] : nil }

    mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where index < text.count {
            if text[index] == "\n" { line += 1 }
            index += 1
        }
    }

    /// The next piece; `nil` at the end.
    mutating func next() throws(ShellProblem) -> Lexeme? {
        while let scalar {
            if scalar == " " || scalar == "\t" || scalar == "\r" {
                advance()
            } else if scalar == "\\", peek(1) == "\n" {
                advance(2)
            } else {
                break
            }
        }
        guard let scalar else { return nil }
        if scalar == "\n" {
            advance()
            return .lineEnd
        }
        if scalar == "#" { return .comment(takeLine(dropping: 1)) }
        if let sign = controlSign() {
            advance(sign.count)
            return .token(.control(sign))
        }
        if let sign = redirectionSign() {
            advance(sign.count)
            return .token(.redirection(sign))
        }
        return .token(.word(try word()))
    }

    /// The rest of the line, without its end.
    mutating func takeLine(dropping count: Int = 0) -> String {
        let start = index + count
        while let scalar, scalar != "\n" { advance() }
        return start < index ? String(text[start..<index]) : ""
    }

    private func matches(_ sign: String) -> Bool {
        sign.unicodeScalars.enumerated().allSatisfy { peek($0.offset) == $0.element }
    }

    private func controlSign() -> String? {
        guard !matches("&>") else { return nil }
        return ["&&", "||", "|&", "|", ";;", ";", "&", "(", ")"].first(where: matches)
    }

    private func redirectionSign() -> String? {
        var digits = 0
        while let scalar = peek(digits), ("0"..."9").contains(scalar) { digits += 1 }
        guard digits < 3, let sign = peek(digits), sign == "<" || sign == ">" || (digits == 0 && sign == "&") else {
            return nil
        }
        guard sign != "<" || placeLength(from: index + digits) == nil else { return nil }
        let number = String(text[index..<(index + digits)])
        let signs = ["&>>", "&>", "<<<", "<<-", "<<", "<&", "<>", "<(", "<", ">>", ">&", ">|", ">(", ">"]
        return signs.map { number + $0 }.first(where: matches)
    }

    /// How long the `<pod-name>` is that begins there; `nil` when none does.
    func placeLength(from start: Int) -> Int? {
        guard start + 2 < text.count, text[start] == "<", text[start + 1].isASCIILetter else { return nil }
        var end = start + 1
        while end < text.count, end - start <= 60, text[end].isNameInPlace || text[end] == " " { end += 1 }
        guard end < text.count, text[end] == ">", text[end - 1] != " " else { return nil }
        return end - start + 1
    }

    /// Skips lines up to the one that ends a here-document; to the end of the text where none does.
    mutating func skipHereDocument(_ delimiter: String, stripsTabs: Bool) {
        while !isAtEnd {
            let body = takeLine()
            advance()
            if (stripsTabs ? String(body.drop { $0 == "\t" }) : body) == delimiter { return }
        }
    }
}

extension String {
    init(_ scalars: ArraySlice<Unicode.Scalar>) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }
}

extension Unicode.Scalar {
    var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
    var isInIdentifier: Bool { isASCIILetter || ("0"..."9").contains(self) || self == "_" }
    fileprivate var isNameInPlace: Bool { isInIdentifier || "-./:".unicodeScalars.contains(self) }
}
