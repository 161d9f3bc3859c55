/// One word of a command as a shell would make it, without what only the shell itself could fill in.
package struct ShellWord: Sendable, Equatable {
    package enum Part: Sendable, Equatable {
        /// Text that stays as it is, with how it is written: quotes, backslashes.
        case literal(String, raw: String)
        /// What a person is to fill in.
        case place(ShellPlace, raw: String)
        /// `$(date)`, `~`, `{a,b}`: only a shell can say what comes of it.
        case expansion(raw: String)

        package var raw: String {
            switch self {
            case .literal(_, let raw), .place(_, let raw), .expansion(let raw): raw
            }
        }
    }

    package let parts: [Part]

    /// As it is written.
    package var raw: String { parts.map(\.raw).joined() }

    /// What the word is when nothing is to be filled in.
    package var literal: String? {
        var text = ""
        for part in parts {
            guard case .literal(let literal, _) = part else { return nil }
            text += literal
        }
        return text
    }

    /// Without quotes, places and all that: a keyword is one only so.
    var bare: String? { literal.flatMap { $0 == raw ? $0 : nil } }

    package var expansion: String? {
        for part in parts { if case .expansion(let raw) = part { return raw } }
        return nil
    }

    /// What begins a quote that only some shells know, `$'` or `$"`; `nil` without one.
    var foreignQuote: String? {
        for case .expansion(let raw) in parts where raw.hasPrefix("$'") || raw.hasPrefix("$\"") {
            return String(raw.prefix(2))
        }
        return nil
    }

    package init(parts: [Part]) { self.parts = parts }
}

/// `<pod-name>`, `$POD`, `${POD:-api-0}` or `{{ $labels.pod }}`: a name that says what is meant here.
package struct ShellPlace: Sendable, Equatable {
    package let name: String
    package let defaultValue: String?
    /// Whether a shell would fill it in.
    package let isVariable: Bool
}

package enum ShellToken: Sendable, Equatable {
    case word(ShellWord)
    /// `|`, `&&`, `;` and the like.
    case control(String)
    /// `>`, `2>&`, `<<`; what it leads to is the next word.
    case redirection(String)

    package var raw: String {
        switch self {
        case .word(let word): word.raw
        case .control(let text), .redirection(let text): text
        }
    }
}

/// Commands with a pipe between each two, `kubectl get pods | grep api`.
package struct ShellPipeline: Sendable, Equatable {
    package internal(set) var commands: [ShellCommand] = []
    package internal(set) var isInBackground = false
}

package struct ShellCommand: Sendable, Equatable {
    /// `NAME=value` in front of the program.
    package internal(set) var assignments: [ShellWord] = []
    package internal(set) var words: [ShellWord] = []
    /// Which tokens of the line the words are.
    package internal(set) var tokens: [Int] = []
    package internal(set) var redirections: [ShellRedirection] = []
}

package struct ShellRedirection: Sendable, Equatable {
    package let sign: String
    package let target: ShellWord?

    /// Whether it only joins or drops what is printed: of a collector both outputs are kept.
    package var isAboutErrors: Bool {
        (sign == "2>&" && target?.literal == "1") || (["2>", "2>>"].contains(sign) && target?.literal == "/dev/null")
    }
}

/// Why shell text cannot be taken apart.
package struct ShellProblem: Error, Equatable, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
