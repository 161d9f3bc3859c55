package import Patterns

extension Pattern {
    /// A pattern that stands in our own code; that it is RE2 syntax is ours to get right.
    package static func builtIn(_ source: String) -> Pattern {
        do {
            return try Pattern(source)
        } catch {
            preconditionFailure(error.description)
        }
    }

    /// An expression that matches `text` as it stands.
    package static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.isASCII, !scalar.properties.isAlphabetic, scalar.properties.numericType == nil { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
    }
}
