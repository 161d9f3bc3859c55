/// Alertmanager's grammar of matchers since 0.27 (`matcher/parse`): names and values are double-quoted, or hold no
/// blanks and none of ``{}!=~,\"'` ``; several are separated by commas, and braces may stand around them.
struct MatcherGrammar {
    enum Escapes {
        /// Those of a Go string; any other is an error.
        case go
        /// `\n`, `\"` and `\\`; before anything else a backslash is itself.
        case classic
    }

    private let text: String
    private let escapes: Escapes
    private var rest: Substring.UnicodeScalarView

    /// - Returns: an empty list for `{}`.
    static func matchers(in text: String, escapes: Escapes) throws(MatcherError) -> [Matcher] {
        var grammar = MatcherGrammar(text: text, escapes: escapes, rest: text[...].unicodeScalars)
        return try grammar.matchers()
    }

    private mutating func matchers() throws(MatcherError) -> [Matcher] {
        var matchers: [Matcher] = []
        let hasBrace = take("{")
        while let next = peek(), next != "}" {
            matchers.append(try matcher())
            guard take(",") else { break }
        }
        if hasBrace {
            guard take("}") else {
                throw peek() == nil ? error("the { before it is not closed; add }") : unexpected(after: matchers)
            }
        }
        guard peek() == nil else { throw unexpected(after: matchers) }
        return matchers
    }

    private mutating func matcher() throws(MatcherError) -> Matcher {
        let name = try word()
        guard let name, !name.isEmpty else { throw error("it must begin with a label name") }
        guard let operation = operation() else { throw error("after \"\(name)\" one of = != =~ !~ must follow") }
        guard let value = try word() else {
            throw error("after \(name)\(operation.rawValue) a value must follow; put it in double quotes")
        }
        do throws(MatcherError) {
            return try Matcher(name: name, operation: operation, value: value)
        } catch {
            throw MatcherError(text: text, reason: error.reason)
        }
    }

    private mutating func operation() -> Matcher.Operation? {
        if take("=") { return takeNext("~") ? .matches : .equal }
        guard take("!") else { return nil }
        return takeNext("=") ? .notEqual : takeNext("~") ? .doesNotMatch : nil
    }

    /// A name or a value; `nil` when none begins here.
    private mutating func word() throws(MatcherError) -> String? {
        guard let first = peek() else { return nil }
        if first == "\"" { return try quoted() }
        let word = rest.prefix { !Self.isReserved($0) }
        rest = rest.dropFirst(word.count)
        return word.isEmpty ? nil : String(word)
    }

    private mutating func quoted() throws(MatcherError) -> String {
        rest.removeFirst()
        let begin = rest
        var bytes: [UInt8] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"":
                guard let value = String(validating: bytes, as: UTF8.self) else {
                    throw error("its escapes are no UTF-8 text")
                }
                return value
            case "\\": bytes += try escaped()
            case "\n" where escapes == .go: throw error("a line end in quotes is written \\n")
            default: bytes += Array(String(scalar).utf8)
            }
        }
        throw error("the quote before \(String(begin.prefix(20))) does not end; add \"")
    }

    /// What the escape stands for whose backslash has been read.
    private mutating func escaped() throws(MatcherError) -> [UInt8] {
        guard let scalar = rest.popFirst() else { throw error("a quote does not end; add \"") }
        if let byte = (escapes == .go ? Self.goEscapes : Self.classicEscapes)[scalar] { return [byte] }
        guard escapes == .go else { return Array("\\\(scalar)".utf8) }
        let (digits, radix): (Int, Int)
        switch scalar {
        case "x": (digits, radix) = (2, 16)
        case "u": (digits, radix) = (4, 16)
        case "U": (digits, radix) = (8, 16)
        case "0"..."7": (digits, radix) = (3, 8)
        default: throw error("\\\(scalar) is no escape; write \\\\\(scalar) for a backslash")
        }
        let number = (radix == 8 ? String(scalar) : "") + String(rest.prefix(radix == 8 ? digits - 1 : digits))
        rest = rest.dropFirst(radix == 8 ? digits - 1 : digits)
        guard number.utf8.count == digits, let code = UInt32(number, radix: radix) else {
            throw error("\\\(scalar) must be followed by \(digits) digits")
        }
        if scalar != "u", scalar != "U", let byte = UInt8(exactly: code) { return [byte] }
        guard let character = Unicode.Scalar(code) else { throw error("\\\(scalar)\(number) is no character") }
        return Array(String(character).utf8)
    }

    private static let classicEscapes: [Unicode.Scalar: UInt8] = ["n": 0x0A, "\"": 0x22, "\\": 0x5C]
    private static let goEscapes = classicEscapes.merging([
        "a": 0x07, "b": 0x08, "f": 0x0C, "r": 0x0D, "t": 0x09, "v": 0x0B,
    ]) { $1 }

    private static func isReserved(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || "{}!=~,\\\"'`".unicodeScalars.contains(scalar)
    }

    /// The next scalar that is no blank.
    private mutating func peek() -> Unicode.Scalar? {
        rest = rest.drop { $0.properties.isWhitespace }
        return rest.first
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool { peek() == scalar && takeNext(scalar) }

    private mutating func takeNext(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private func unexpected(after matchers: [Matcher]) -> MatcherError {
        let place = matchers.last.map { "after \($0)" } ?? "here"
        return error("\(place) a comma or the end must follow, and not \(String(rest.prefix(20)))")
    }

    private func error(_ reason: String) -> MatcherError { MatcherError(text: text, reason: reason) }
}
