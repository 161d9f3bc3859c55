internal import Patterns

extension Pattern {
    /// A pattern that stands in our own code; that it is RE2 syntax is ours to get right.
    static func builtIn(_ source: String) -> Pattern {
        do {
            return try Pattern(source)
        } catch {
            preconditionFailure(error.description)
        }
    }
}
