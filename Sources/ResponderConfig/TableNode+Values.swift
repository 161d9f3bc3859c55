internal import IncidentCore
internal import Patterns

extension TableNode {
    /// A Prometheus duration within `range`.
    func duration(in range: ClosedRange<Duration> = .zero...(.seconds(366 * 86_400))) -> Duration? {
        guard let text = text("a duration such as 30s, 5m or 1h30m") else { return nil }
        guard let duration = Duration(prometheus: text) else {
            problem("\(label) is \"\(text)\"; a duration such as 30s, 5m or 1h30m is expected")
            return nil
        }
        guard range.contains(duration) else {
            let (least, most) = (range.lowerBound.prometheusText, range.upperBound.prometheusText)
            problem("\(label) is \(text); it must be from \(least) to \(most)")
            return nil
        }
        return duration
    }

    func integer(in range: ClosedRange<Int>) -> Int? {
        guard let text = text("a whole number") else { return nil }
        guard let value = Int(text), range.contains(value) else {
            problem(
                "\(label) is \"\(text)\"; a whole number from \(range.lowerBound) to \(range.upperBound) is expected")
            return nil
        }
        return value
    }

    func flag() -> Bool? {
        guard let text = text("true or false") else { return nil }
        switch text {
        case "true": return true
        case "false": return false
        default:
            problem("\(label) is \"\(text)\"; true or false is expected")
            return nil
        }
    }

    /// One of the words of an enum.
    ///
    /// - Parameter some: those that may stand here.
    func choice<T: RawRepresentable & CaseIterable>(
        of type: T.Type, among some: [T] = Array(T.allCases)
    ) -> T? where T.RawValue == String {
        let words = some.map(\.rawValue)
        guard let text = text("one of \(words.joined(separator: ", "))") else { return nil }
        if let value = T(rawValue: text), words.contains(text) { return value }
        problem("\(label) is \"\(text)\"; one of \(words.joined(separator: ", ")) is expected")
        return nil
    }

    func priority() -> Priority? {
        let words = Priority.allCases.map(\.rawValue).joined(separator: ", ")
        guard let text = text("one of \(words)") else { return nil }
        if let priority = Priority(word: text) { return priority }
        problem("\(label) is \"\(text)\"; one of \(words) is expected")
        return nil
    }

    func priorities() -> [Priority]? { list(of: "priorities") { $0.priority() } }

    func pattern() -> Pattern? {
        guard let text = text() else { return nil }
        do throws(PatternError) {
            return try Pattern(text)
        } catch {
            problem(error.description)
            return nil
        }
    }

    func texts() -> [String]? { list(of: "text") { $0.text() } }
}

/// Names that may stand only once in a list.
struct UniqueNames {
    private let what: String
    private var lines: [String: Int] = [:]

    init(_ what: String) { self.what = what }

    mutating func insert(_ name: String, at node: TableNode) {
        if let line = lines[name] {
            node.problem("\(what) \"\(name)\" stands already in line \(line); names must be unique")
        } else {
            lines[name] = node.line
        }
    }

    var all: [String] { Array(lines.keys) }
}
