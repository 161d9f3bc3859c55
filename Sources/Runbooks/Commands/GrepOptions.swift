internal import IncidentCore
internal import Patterns

/// A command line of grep's, as far as a filter can do it.
struct GrepOptions {
    /// In RE2 syntax, or as it stands where `isFixed`.
    private(set) var pattern = ""
    private(set) var isFixed = false
    private(set) var isInverted = false
    private(set) var ignoresCase = false
    private(set) var counts = false
    private(set) var before = 0
    private(set) var after = 0
    private(set) var most: Int?
    private var isExtended = false
    private var isWord = false
    private var patterns: [String] = []

    init(_ words: [String], as program: String) throws(NotImportable) {
        (isFixed, isExtended) = (program == "fgrep", program == "egrep")
        var rest = words[...]
        var operands: [String] = []
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            } else if word.hasPrefix("--") {
                try long(word.dropFirst(2), &rest)
            } else if word.hasPrefix("-"), word.count > 1 {
                try short(word.dropFirst(), &rest)
            } else {
                operands.append(word)
            }
        }
        if patterns.isEmpty, !operands.isEmpty { patterns = [operands.removeFirst()] }
        guard operands.isEmpty else { throw NotImportable("grep reads the file \(operands[0].singleLine(limit: 40))") }
        pattern = try joined()
    }

    private mutating func long(_ option: Substring, _ rest: inout ArraySlice<String>) throws(NotImportable) {
        let halves = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        func value(_ rest: inout ArraySlice<String>) -> String? {
            halves.count == 2 ? String(halves[1]) : rest.popFirst()
        }
        switch halves[0] {
        case "ignore-case": ignoresCase = true
        case "invert-match": isInverted = true
        case "extended-regexp", "perl-regexp": isExtended = true
        case "fixed-strings": isFixed = true
        case "word-regexp": isWord = true
        case "count": counts = true
        case "color", "colour", "line-buffered", "no-messages", "text": break
        case "regexp": patterns.append(try text(value(&rest)))
        case "after-context": after = try number(value(&rest))
        case "before-context": before = try number(value(&rest))
        case "context":
            after = try number(value(&rest))
            before = after
        case "max-count": most = try number(value(&rest))
        default: throw NotImportable("grep --\(String(halves[0]).singleLine(limit: 40)) is none of our filters")
        }
    }

    private mutating func short(_ letters: Substring, _ rest: inout ArraySlice<String>) throws(NotImportable) {
        var letters = letters
        if letters.allSatisfy(\.isNumber) {
            after = try number(String(letters))
            before = after
            return
        }
        while let letter = letters.popFirst() {
            // What is attached to an option that takes something is its value.
            func value() -> String? {
                defer { letters = "" }
                return letters.isEmpty ? rest.popFirst() : String(letters)
            }
            switch letter {
            case "i", "y": ignoresCase = true
            case "v": isInverted = true
            case "E", "P": isExtended = true
            case "F": isFixed = true
            case "w": isWord = true
            case "c": counts = true
            case "a", "s": break
            case "e": patterns.append(try text(value()))
            case "A": after = try number(value())
            case "B": before = try number(value())
            case "C":
                after = try number(value())
                before = after
            case "m": most = try number(value())
            default: throw NotImportable("grep -\(letter) is none of our filters")
            }
        }
    }

    private func text(_ value: String?) throws(NotImportable) -> String {
        guard let value else { throw NotImportable("grep lacks a pattern") }
        return value
    }

    private func number(_ value: String?) throws(NotImportable) -> Int {
        guard let number = value.flatMap({ Int($0) }), (0...1000).contains(number) else {
            throw NotImportable("grep lacks a number of lines")
        }
        return number
    }

    private mutating func joined() throws(NotImportable) -> String {
        guard let first = patterns.first, !patterns.contains("") else { throw NotImportable("grep lacks a pattern") }
        if isFixed, patterns.count == 1, !isWord { return first }
        let expressions = patterns.map { pattern in
            isFixed ? Pattern.escaped(pattern) : isExtended ? pattern : Self.extended(pattern)
        }
        isFixed = false
        let whole = expressions.joined(separator: "|")
        return isWord ? "\\b(?:\(whole))\\b" : whole
    }

    /// A basic regular expression (POSIX, 9.3) as an extended one: there `+ ? | ( ) { }` mean themselves, and something with
    /// a backslash.
    private static func extended(_ basic: String) -> String {
        var result = ""
        var rest = basic[...]
        while let character = rest.popFirst() {
            switch character {
            case "\\":
                guard let next = rest.popFirst() else { return result + "\\" }
                result += "+?|(){}".contains(next) ? String(next) : "\\\(next)"
            case "[":
                // Up to its end all means itself; a ] that comes first does too.
                let first = rest.prefix { $0 == "^" } + rest.drop { $0 == "^" }.prefix { $0 == "]" }.prefix(1)
                let set = first + rest.dropFirst(first.count).prefix { $0 != "]" }
                result += "[" + set
                rest = rest.dropFirst(set.count)
            case "+", "?", "|", "(", ")", "{", "}": result += "\\\(character)"
            default: result.append(character)
            }
        }
        return result
    }
}
