/// What an expression wants of its numbers: `up == 0` has a series only where and while it is 0.
package struct NumberCondition: Sendable, Equatable {
    package enum Sign: String, Sendable {
        case equal = "=="
        case unequal = "!="
        case above = ">"
        case atLeast = ">="
        case below = "<"
        case atMost = "<="
    }

    package let sign: Sign
    package let value: Double
    /// As the expression has it at its end: `== 0`.
    package let text: String

    package init(_ sign: Sign, _ value: Double, text: String) {
        (self.sign, self.value, self.text) = (sign, value, text)
    }

    /// The same as a limit; `nil` where it has no side on which a number is too much or too little.
    var limit: ChartLimit? {
        switch sign {
        case .equal, .unequal: nil
        case .above: ChartLimit(.above, value)
        case .atLeast: ChartLimit(.above, value, isInclusive: true)
        case .below: ChartLimit(.below, value)
        case .atMost: ChartLimit(.below, value, isInclusive: true)
        }
    }

    /// Behind "is" and "was": `0`, `other than 0`, `above 5%`.
    func words(in unit: ChartUnit) -> String {
        switch sign {
        case .equal: unit.text(value)
        case .unequal: "other than \(unit.text(value))"
        case .above, .atLeast, .below, .atMost: limit.map { $0.words(in: unit) } ?? ""
        }
    }
}
