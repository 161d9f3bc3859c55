import IncidentCore

/// The words of one line, taken one after the other; whatever is not expected is refused.
struct ScenarioWords {
    private(set) var rest: ArraySlice<String>
    let fail: (String) -> ScenarioProblem

    /// Words are set apart by blanks, and a comma is one of its own; in double quotes anything is one word.
    init(_ line: String, fail: @escaping (String) -> ScenarioProblem) throws(ScenarioProblem) {
        self.fail = fail
        var (words, word, isQuoted): ([String], String, Bool) = ([], "", false)
        for character in line {
            switch character {
            case "\"":
                if isQuoted { words.append(word) } else if !word.isEmpty { throw fail("a quote within a word") }
                word = ""
                isQuoted.toggle()
            case _ where isQuoted: word.append(character)
            case " ", "\t", ",":
                if !word.isEmpty { words.append(word) }
                word = ""
                if character == "," { words.append(",") }
            default: word.append(character)
            }
        }
        guard !isQuoted else { throw fail("a quote that is not closed") }
        if !word.isEmpty { words.append(word) }
        rest = words[...]
    }

    var isEmpty: Bool { rest.isEmpty }

    mutating func next(_ what: String) throws(ScenarioProblem) -> String {
        guard let word = rest.popFirst() else { throw fail("\(what) is missing at the end of the line") }
        return word
    }

    /// Takes these words where they come next.
    mutating func has(_ words: String) -> Bool {
        let wanted = words.split(separator: " ")
        guard rest.count >= wanted.count, zip(rest, wanted).allSatisfy({ $0 == $1 }) else { return false }
        rest = rest.dropFirst(wanted.count)
        return true
    }

    mutating func expect(_ words: String) throws(ScenarioProblem) {
        guard has(words) else { throw unknown("\"\(words)\"") }
    }

    func finish() throws(ScenarioProblem) {
        guard rest.isEmpty else { throw unknown("the end of the line") }
    }

    func unknown(_ wanted: String) -> ScenarioProblem {
        fail(
            rest.isEmpty
                ? "the line ends where \(wanted) is wanted" : "\"\(rest[rest.startIndex])\" where \(wanted) is wanted")
    }

    mutating func number(_ what: String) throws(ScenarioProblem) -> Int {
        let word = try next(what)
        guard let number = Int(word), number >= 0 else { throw fail("\"\(word)\" is no number of \(what)") }
        return number
    }

    /// `1 h 30 min`.
    mutating func time() throws(ScenarioProblem) -> Duration {
        var sum = Duration.zero
        repeat {
            let count = try number("hours, minutes or seconds")
            let unit = try next("s, min, h or d")
            guard let length = Self.units[unit] else { throw fail("\"\(unit)\" is none of s, min, h and d") }
            sum += .seconds(count * length)
        } while rest.first.flatMap({ Int($0) }) != nil && rest.dropFirst().first.map { Self.units[$0] != nil } ?? false
        return sum
    }

    private static let units = ["s": 1, "min": 60, "h": 3600, "d": 86_400]

    mutating func choice<Value: RawRepresentable & CaseIterable>(
        _ what: String, _ type: Value.Type
    ) throws(ScenarioProblem) -> Value where Value.RawValue == String {
        let word = try next(what)
        guard let value = Value(rawValue: word) else {
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw fail("\"\(word)\" is no \(what); there are \(known)")
        }
        return value
    }

    /// `incident 2`; without it the first.
    mutating func incident(or other: Int64 = 1) throws(ScenarioProblem) -> Int64 {
        has("incident") ? Int64(try number("incident")) : other
    }

    mutating func by() throws(ScenarioProblem) -> String {
        try expect("by")
        return try next("who does it")
    }

    /// With commas between them.
    mutating func list<Value>(_ item: (inout ScenarioWords) throws(ScenarioProblem) -> Value) throws(ScenarioProblem)
        -> [Value]
    {
        var items = [try item(&self)]
        while has(",") { items.append(try item(&self)) }
        return items
    }

    mutating func kind() throws(ScenarioProblem) -> NotifierKind {
        let word = try next("kind of endpoint")
        guard let kind = Self.kind(word) else { throw fail("\"\(word)\" is none of email, pagerduty and slack") }
        return kind
    }

    static func kind(_ word: String) -> NotifierKind? { NotifierKind.samples.first { $0.rawValue == word } }
}
