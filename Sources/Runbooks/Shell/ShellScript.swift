/// Shell text as it stands in a runbook: comments, commands, and what is left to a shell.
package struct ShellScript: Sendable, Equatable {
    package struct Statement: Sendable, Equatable {
        package enum Kind: Sendable, Equatable {
            /// Without the # and the blanks around it.
            case comment(String)
            case commands(ShellLine)
            /// What no list of commands can be made of, with why.
            case unreadable(String)
        }

        /// Counted from 0.
        package let lines: ClosedRange<Int>
        package let kind: Kind
    }

    package private(set) var statements: [Statement] = []

    package init(_ text: String) {
        var lexer = ShellLexer(text)
        while let statement = Self.next(&lexer) { statements.append(statement) }
    }

    private static func next(_ lexer: inout ShellLexer) -> Statement? {
        while let scalar = lexer.peek(0), " \t\r\n".unicodeScalars.contains(scalar) { lexer.advance() }
        guard !lexer.isAtEnd else { return nil }
        let first = lexer.line
        if lexer.peek(0) == "#" {
            let text = lexer.takeLine(dropping: 1).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return Statement(lines: first...first, kind: .comment(text))
        }
        var reading = StatementReading()
        do throws(ShellProblem) {
            while let lexeme = try lexer.next() {
                if reading.takes(lexeme) { continue }
                for document in reading.takeHereDocuments() {
                    lexer.skipHereDocument(document.delimiter, stripsTabs: document.stripsTabs)
                }
                if reading.isComplete { break }
            }
        } catch {
            // Where a quote does not end, nothing says where the next command begins.
            while !lexer.isAtEnd { lexer.advance() }
            return Statement(lines: first...lexer.lastLine, kind: .unreadable(error.description))
        }
        return Statement(lines: first...max(first, lexer.lastLine), kind: reading.kind)
    }
}

/// What stands up to the end of a line that does not go on.
package struct ShellLine: Sendable, Equatable {
    package let tokens: [ShellToken]
    /// What stands behind the commands, without the #; empty without one.
    package let comment: String

    /// In the order in which a shell would run them, whatever decides whether it does.
    package var pipelines: [ShellPipeline] {
        var pipelines = [ShellPipeline(commands: [ShellCommand()])]
        var redirection: String?
        for (place, token) in tokens.enumerated() {
            let last = pipelines.count - 1
            let command = pipelines[last].commands.count - 1
            switch token {
            case .control("|"), .control("|&"): pipelines[last].commands.append(ShellCommand())
            case .control(let sign):
                pipelines[last].isInBackground = sign == "&"
                pipelines.append(ShellPipeline(commands: [ShellCommand()]))
            case .redirection(let sign): redirection = sign
            case .word(let word):
                if let sign = redirection {
                    pipelines[last].commands[command].redirections.append(ShellRedirection(sign: sign, target: word))
                    redirection = nil
                } else {
                    pipelines[last].commands[command].add(word, at: place)
                }
            }
        }
        if pipelines.last?.commands == [ShellCommand()] { pipelines.removeLast() }
        return pipelines
    }

    /// The one command that this is, where it is no more than that.
    package var onlyCommand: ShellCommand? {
        let all = pipelines
        guard tokens.allSatisfy({ if case .word = $0 { true } else { false } }), all.count == 1,
            let command = all[0].commands.first, command.assignments.isEmpty
        else { return nil }
        return command
    }
}

extension ShellCommand {
    fileprivate mutating func add(_ word: ShellWord, at place: Int) {
        let name = word.raw.unicodeScalars.prefix { $0.isInIdentifier }
        let isName = name.first.map { !("0"..."9").contains($0) } == true
        let isAssignment = isName && word.raw.unicodeScalars.dropFirst(name.count).first == "="
        if words.isEmpty, isAssignment { return assignments.append(word) }
        words.append(word)
        tokens.append(place)
    }
}

/// One statement while its pieces come in.
private struct StatementReading {
    private var tokens: [ShellToken] = []
    private var comment = ""
    private var depth = 0
    /// The keyword or sign that makes a script of it.
    private var scriptSign: String?
    private var hereDocuments: [(delimiter: String, stripsTabs: Bool)] = []
    private var hasHereDocument = false
    private var foreignQuote: String?
    /// Whether the next word would be a program's name.
    private var isBeforeCommand = true

    private static let openers: Set = ["if", "case", "for", "while", "until", "select", "{"]
    private static let closers: Set = ["fi", "esac", "done", "}"]
    private static let between: Set = ["do", "then", "else", "elif", "!", "function"]

    /// Whether the statement goes on whatever has come: not so at the end of a line.
    mutating func takes(_ lexeme: ShellLexer.Lexeme) -> Bool {
        switch lexeme {
        case .lineEnd:
            isBeforeCommand = true
            return false
        case .comment(let text): comment = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        case .token(let token): add(token)
        }
        return true
    }

    private mutating func add(_ token: ShellToken) {
        switch token {
        case .control(let sign):
            isBeforeCommand = true
            if sign == "(" || sign == ")" {
                scriptSign = scriptSign ?? sign
                depth = max(0, depth + (sign == "(" ? 1 : -1))
            } else if sign == ";;" {
                scriptSign = scriptSign ?? sign
            }
        case .redirection(let sign):
            if sign.hasSuffix("(") { scriptSign = scriptSign ?? sign }
        case .word(let word):
            foreignQuote = foreignQuote ?? word.foreignQuote
            if case .redirection(let sign)? = tokens.last {
                if sign.hasSuffix("<<") || sign.hasSuffix("<<-") {
                    hereDocuments.append((word.literal ?? word.raw, sign.hasSuffix("-")))
                    hasHereDocument = true
                }
            } else if isBeforeCommand {
                isBeforeCommand = false
                addFirst(word.bare ?? "")
            }
        }
        tokens.append(token)
    }

    private mutating func addFirst(_ word: String) {
        if Self.openers.contains(word) { depth += 1 }
        if Self.closers.contains(word) { depth = max(0, depth - 1) }
        if Self.openers.contains(word) || Self.closers.contains(word) || Self.between.contains(word) {
            scriptSign = scriptSign ?? word
            isBeforeCommand = Self.between.contains(word) || word == "{"
        }
    }

    /// Those whose text begins on the next line.
    mutating func takeHereDocuments() -> [(delimiter: String, stripsTabs: Bool)] {
        defer { hereDocuments = [] }
        return hereDocuments
    }

    /// Whether a line end ends it.
    var isComplete: Bool {
        guard depth == 0 else { return false }
        if case .control(let sign)? = tokens.last { return !["|", "|&", "&&", "||"].contains(sign) }
        return true
    }

    var kind: ShellScript.Statement.Kind {
        if hasHereDocument { return .unreadable("a here-document is for a shell") }
        if let scriptSign { return .unreadable("\"\(scriptSign)\" makes a script of it, which is for a shell") }
        if let foreignQuote { return .unreadable("\(foreignQuote) is a quote that only some shells know") }
        return .commands(ShellLine(tokens: tokens, comment: comment))
    }
}
