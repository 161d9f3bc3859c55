/// How much of a body is kept. What is over it is cut and said, never lost without a word.
package struct IntakeLimits: Sendable, Equatable {
    /// Alerts of a body; the others count as hidden, as those that `max_alerts` cuts. Their transaction holds the writer
    /// for about a tenth of a second.
    package var alerts = 10_000
    /// Bad alerts of a body of which the reason is kept.
    package var rejected = 20
    package var labels = PairLimits(count: 100, nameBytes: 256, valueBytes: 16 << 10)
    package var annotations = PairLimits(count: 100, nameBytes: 256, valueBytes: 128 << 10)
    package var groupKeyBytes = 16 << 10

    package init() {}

    package static let standard = IntakeLimits()
}

/// Of a set of labels or annotations.
package struct PairLimits: Sendable, Equatable {
    package var count: Int
    package var nameBytes: Int
    package var valueBytes: Int

    package init(count: Int, nameBytes: Int, valueBytes: Int) {
        self.count = count
        self.nameBytes = nameBytes
        self.valueBytes = valueBytes
    }

    /// Nothing is cut.
    static let none = PairLimits(count: .max, nameBytes: .max, valueBytes: .max)

    /// Kept whatever comes before them: what an alert is called, how urgent it is and whose it is.
    static let alwaysKept: Set = [
        "alertname", "severity", "priority", "service", "namespace", "summary", "description",
    ]
}

/// How much of a body was over the limits.
package struct IntakeCuts: Sendable, Equatable {
    /// Alerts that were not read.
    package var alerts = 0
    /// Labels and annotations that were left out.
    package var pairs = 0
    /// Names, values and other texts that were shortened.
    package var texts = 0

    package init() {}

    package var isEmpty: Bool { self == IntakeCuts() }

    /// What was cut, in words for people; empty when nothing was.
    package var sentence: String {
        var parts: [String] = []
        if alerts > 0 { parts.append("\(alerts) alert\(alerts == 1 ? " is" : "s are") not kept and may fire") }
        if pairs > 0 {
            parts.append("\(pairs) label\(pairs == 1 ? " or annotation is" : "s or annotations are") left out")
        }
        if texts > 0 { parts.append("\(texts) text\(texts == 1 ? " is" : "s are") shortened") }
        return parts.joined(separator: ", ")
    }
}

extension String {
    /// - Returns: `nil` when it is short enough.
    func shortened(toBytes limit: Int) -> String? {
        guard utf8.count > limit else { return nil }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end > startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return self[..<end] + "…"
    }

    /// Cut so that keys that begin alike stay different.
    func shortenedKey(toBytes limit: Int) -> String? {
        shortened(toBytes: limit).map { "\($0) \(FNV1a64.hash(of: self).hexadecimal)" }
    }
}
