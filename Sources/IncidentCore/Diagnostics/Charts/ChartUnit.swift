/// What numbers are numbers of, which says how they are read.
package enum ChartUnit: String, Sendable, CaseIterable, Codable {
    case number
    /// A share of one, shown in percent.
    case ratio
    case seconds
    case bytes
    case perSecond = "per_second"

    /// As a person reads it, with three digits that count: `7.25%`, `530 ms`, `1.5 GiB`, `12.3/s`, `12,400`.
    package func text(_ value: Double) -> String {
        let size = abs(value)
        return switch self {
        case .number: Self.digits(value)
        case .ratio: "\(Self.digits(value * 100))%"
        case .perSecond: "\(Self.digits(value))/s"
        case .seconds where size == 0 || size >= 1: size < 600 ? "\(Self.digits(value)) s" : Self.duration(value)
        case .seconds: size >= 0.001 ? "\(Self.digits(value * 1000)) ms" : "\(Self.digits(value * 1e6)) µs"
        case .bytes: Self.bytes(value)
        }
    }

    private static func bytes(_ value: Double) -> String {
        var (rest, place) = (value, 0)
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"]
        while abs(rest) >= 1024, place < units.count - 1 { (rest, place) = (rest / 1024, place + 1) }
        return "\(digits(rest)) \(units[place])"
    }

    private static func duration(_ seconds: Double) -> String {
        guard abs(seconds) < 9e9 else { return "\(digits(seconds)) s" }
        return (seconds < 0 ? "-" : "") + Duration.seconds(Int64(abs(seconds).rounded())).prometheusText
    }

    private static func digits(_ value: Double) -> String {
        let size = abs(value)
        guard size < 9e12 else { return "\(value)" }
        var decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2
        var scaled = size
        while size < 1, size > 0, scaled < 0.1, decimals < 9 { (scaled, decimals) = (scaled * 10, decimals + 1) }
        if size > 0, size < 1 { decimals += 1 }
        let power = (0..<decimals).reduce(1) { power, _ in power * 10 }
        let number = Int64((size * Double(power)).rounded())
        let sign = value < 0 && number > 0 ? "-" : ""
        var fraction = String(number % Int64(power))
        fraction = decimals == 0 ? "" : String(repeating: "0", count: decimals - fraction.count) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        return sign + grouped(number / Int64(power)) + (fraction.isEmpty ? "" : ".\(fraction)")
    }

    private static func grouped(_ number: Int64) -> String {
        var (digits, text) = (Substring(String(number)), "")
        while digits.count > 3 {
            text = ",\(digits.suffix(3))\(text)"
            digits = digits.dropLast(3)
        }
        return digits + text
    }
}

/// From where on a number is too much, or too little.
package struct ChartLimit: Sendable, Equatable, Codable {
    package enum Side: String, Sendable, Codable { case above, below }

    package let side: Side
    package let value: Double
    /// Whether the value itself is too much, or too little; `nil`, as charts have it that were stored without, is no.
    private let isInclusive: Bool?

    package init(_ side: Side, _ value: Double, isInclusive: Bool = false) {
        self.side = side
        self.value = value
        self.isInclusive = isInclusive ? true : nil
    }

    package func isPassed(by number: Double) -> Bool {
        if number == value { return isInclusive ?? false }
        return side == .above ? number > value : number < value
    }

    /// `above 5%`, `at most 0`
    func words(in unit: ChartUnit) -> String {
        let number = unit.text(value)
        guard isInclusive ?? false else { return "\(side.rawValue) \(number)" }
        return "at \(side == .above ? "least" : "most") \(number)"
    }

    /// Whether the first is worse than the second.
    func isWorse(_ one: Double, _ other: Double) -> Bool { side == .above ? one > other : one < other }
}
