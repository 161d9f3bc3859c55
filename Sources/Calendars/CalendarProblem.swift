/// Why a calendar file cannot be used.
package struct CalendarProblem: Error, Equatable, CustomStringConvertible {
    /// From 1.
    package let line: Int
    /// Lower case, no full stop.
    package let sentence: String

    package var description: String { "line \(line): \(sentence)" }

    init(line: Int, _ sentence: String) {
        self.line = line
        self.sentence = sentence
    }
}
