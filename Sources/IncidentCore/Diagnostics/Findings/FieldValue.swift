/// What a field's text can be compared as; more than one of them where it may be read so or so: `5m` is five minutes and five
/// thousandths.
struct FieldValue: Sendable, Equatable {
    /// `12`, `87%`, a quantity of Kubernetes (`250m`, `512Mi`), a size (`1.5G`, `12 MB`, `8192 bytes`).
    let number: Double?
    /// `5m`, `2d3h`, an interval of PostgreSQL (`1 day 02:03:04`), in seconds.
    let span: Double?
    /// RFC 3339, and as PostgreSQL and helm print it; without a zone it is UTC.
    let time: Timestamp?

    /// - Parameter text: what stands in brackets behind a value is none of it, as in `3 (5m ago)`.
    init(_ text: String) {
        // Whatever is longer is none of these, and may be very long.
        guard text.utf8.count <= 80 else {
            (number, span, time) = (nil, nil, nil)
            return
        }
        let text = text.withoutRemark
        (number, span, time) = (Self.number(text), Self.span(text), Self.time(text))
    }

    var isNothing: Bool { number == nil && span == nil && time == nil }

    /// How long ago it was, or how long it is, in seconds; less than nothing of a time to come.
    func age(at now: Timestamp) -> Double? { instant.map { (now - $0).inSeconds } ?? span }

    /// Less than zero where `left` is less; `nil` where they cannot be compared. A time compared with a span is its age.
    static func difference(_ left: FieldValue, _ right: FieldValue, at now: Timestamp) -> Double? {
        if left.time != nil || right.time != nil, let left = left.instant, let right = right.instant {
            return (left - right).inSeconds
        }
        if let span = right.span, let age = left.age(besides: span, at: now) { return age - span }
        if let span = left.span, let age = right.age(besides: span, at: now) { return span - age }
        if let left = left.number, let right = right.number { return left - right }
        if let left = left.span, let right = right.span { return left - right }
        return nil
    }

    private func age(besides span: Double, at now: Timestamp) -> Double? {
        // A bare 0 is a number first.
        (time ?? (span == 0 ? nil : instant)).map { (now - $0).inSeconds }
    }

    /// Redis tells times as seconds since 1970: a whole number of this size is one, where a time is asked for.
    private var instant: Timestamp? {
        time ?? number.flatMap { (1e9..<1e10).contains($0) ? Int64(exactly: $0) : nil }.map { Timestamp(seconds: $0) }
    }
}

extension FieldValue {
    private static func number(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        var end = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") ? 1 : 0
        func digits() { while end < bytes.count, (48...57).contains(bytes[end]) { end += 1 } }
        digits()
        if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
            end += 1
            digits()
        }
        // `1E` is a quantity, `1e3` a number.
        if end + 1 < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
            let sign = bytes[end + 1] == UInt8(ascii: "-") || bytes[end + 1] == UInt8(ascii: "+") ? 1 : 0
            if end + 1 + sign < bytes.count, (48...57).contains(bytes[end + 1 + sign]) {
                end += 1 + sign
                digits()
            }
        }
        guard end > 0, let number = Double(String(decoding: bytes[..<end], as: UTF8.self)),
            let unit = units[String(decoding: bytes[end...], as: UTF8.self).trimmingBlanks()]
        else { return nil }
        return number * unit
    }

    /// Kubernetes' own, and those of PostgreSQL's `pg_size_pretty`, which are powers of 1024.
    private static let units: [String: Double] = {
        var units = [
            "": 1, "%": 1, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "K": 1e3, "B": 1, "bytes": 1, "kB": 1024,
        ]
        for (power, letter) in ["K", "M", "G", "T", "P", "E"].enumerated() {
            let binary = Double(1 << (10 * (power + 1)))
            for name in ["\(letter)i", "\(letter)iB", "\(letter)B"] { units[name] = binary }
            if power > 0 { units[letter] = [1e6, 1e9, 1e12, 1e15, 1e18][power - 1] }
        }
        return units
    }()

    private static func span(_ text: String) -> Double? {
        if text.hasPrefix("-"), let span = span(String(text.dropFirst())) { return -span }
        if let duration = Duration(prometheus: text) { return duration.inSeconds }
        var words = text.split(separator: " ")
        var seconds = 0.0
        var clock: [Double]?
        if let last = words.last, last.utf8.contains(UInt8(ascii: ":")) {
            let parts = last.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
            guard parts.count == 3, !parts.contains(nil) else { return nil }
            clock = parts.compactMap(\.self)
            words.removeLast()
        }
        guard words.count % 2 == 0, clock != nil || !words.isEmpty else { return nil }
        while !words.isEmpty {
            guard let number = Double(words[0]), let unit = intervalUnits[words[1]] else { return nil }
            seconds += number * unit
            words.removeFirst(2)
        }
        return zip(clock ?? [], [3600, 60, 1]).reduce(seconds) { $0 + $1.0 * $1.1 }
    }

    private static let intervalUnits: [Substring: Double] = [
        "year": 365 * 86_400, "years": 365 * 86_400, "mon": 30 * 86_400, "mons": 30 * 86_400, "day": 86_400,
        "days": 86_400,
    ]

    private static func time(_ text: String) -> Timestamp? {
        if let time = Timestamp(rfc3339: text) { return time }
        let words = text.split(separator: " ")
        // `Mon Nov 23 14:02:00 2026`
        if words.count == 5, let month = months.firstIndex(of: words[1]), let day = Int(words[2]) {
            return Timestamp(rfc3339: "\(words[4])-\(twoDigits(month + 1))-\(twoDigits(day))T\(words[3])Z")
        }
        guard (2...4).contains(words.count) else { return nil }
        let clock = words[1].prefix { $0 != "+" && $0 != "-" }
        let offset = words.count > 2 ? words[2] : words[1].dropFirst(clock.count)
        let zone: String
        switch offset.utf8.count {
        case 0: zone = "Z"
        case 3 where offset == "UTC": zone = "Z"
        case 3: zone = "\(offset):00"
        case 5: zone = "\(offset.prefix(3)):\(offset.suffix(2))"
        default: zone = String(offset)
        }
        return Timestamp(rfc3339: "\(words[0])T\(clock)\(zone)")
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

extension String {
    /// Without ` (5m ago)` at its end.
    var withoutRemark: String {
        guard hasSuffix(")"), let remark = firstRange(of: " (") else { return trimmingBlanks() }
        return self[..<remark.lowerBound].trimmingBlanks()
    }
}
