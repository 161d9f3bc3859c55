package import Patterns

/// Rules that take secrets out of captured output before it is stored.
package struct Redactions: Sendable {
    package static let builtIn = Redactions()

    package init() {}

    package func apply(to text: String) -> String { text }
}
