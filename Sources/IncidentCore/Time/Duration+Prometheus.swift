extension Duration {
    /// Reads a duration as Prometheus writes it: `30s`, `5m`, `1h30m`, `250ms`, `1d`; units from large to small.
    ///
    /// Source: Prometheus `model.ParseDuration` (common v0.66). A bare `0` is allowed, other bare numbers are not.
    package init?(prometheus text: String) {
        guard text != "0" else {
            self = .zero
            return
        }
        let units: [(String, Int64)] = [
            ("y", 365 * 86_400_000), ("w", 7 * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000),
            ("s", 1000), ("ms", 1),
        ]
        var rest = text[...]
        var smallestUnit = -1
        var total: Int64 = 0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isWholeNumber }
            rest = rest.dropFirst(number.count)
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(name.count)
            guard let value = Int64(number), let unit = units.firstIndex(where: { $0.0 == name }), unit > smallestUnit
            else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: units[unit].1)
            let (sum, carried) = total.addingReportingOverflow(product)
            guard !overflow, !carried else { return nil }
            (smallestUnit, total) = (unit, sum)
        }
        guard smallestUnit >= 0 else { return nil }
        self = .milliseconds(total)
    }

    /// The shortest such text: `1h30m`, `250ms`, `0s`.
    package var prometheusText: String {
        var milliseconds = wholeMilliseconds
        guard milliseconds > 0 else { return "0s" }
        var text = ""
        for (name, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
            as [(String, Int64)]
        {
            if milliseconds >= size { text += "\(milliseconds / size)\(name)" }
            milliseconds %= size
        }
        return text
    }

    /// How long a wait still is, for people: `in 5s`, `in 4h`.
    package var waitWords: String {
        self < .seconds(1) ? "in less than a second" : "in \(nearestMinute.prometheusRounded)"
    }
}
