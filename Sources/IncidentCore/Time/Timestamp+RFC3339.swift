extension Timestamp {
    /// Reads an RFC 3339 date-time: any offset, zero to nine decimals (more are cut), `T`, `t` or a blank between.
    ///
    /// - Returns: `nil` when the text is not one, or lies outside 1677-2262.
    package init?(rfc3339 text: String) {
        var text = text
        guard let value = text.withUTF8({ Timestamp(rfc3339: $0) }) else { return nil }
        self = value
    }

    /// The same from UTF-8 bytes, without making a `String` of them.
    package init?(rfc3339 bytes: UnsafeBufferPointer<UInt8>) {
        var reader = DateTimeReader(bytes: bytes)
        guard let value = reader.read() else { return nil }
        self = value
    }

    /// RFC 3339 in UTC with milliseconds: `2026-11-23T06:12:48.614Z`.
    package var rfc3339: String {
        var text: [UInt8] = []
        text.reserveCapacity(24)
        let civil = CivilTime(self)
        text.appendPadded(civil.year, width: 4)
        text.append(UInt8(ascii: "-"))
        text.appendPadded(civil.month, width: 2)
        text.append(UInt8(ascii: "-"))
        text.appendPadded(civil.day, width: 2)
        text.append(UInt8(ascii: "T"))
        text.appendPadded(civil.hour, width: 2)
        text.append(UInt8(ascii: ":"))
        text.appendPadded(civil.minute, width: 2)
        text.append(UInt8(ascii: ":"))
        text.appendPadded(civil.second, width: 2)
        text.append(UInt8(ascii: "."))
        text.appendPadded(Int(milliseconds - seconds * 1000), width: 3)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// For people: `2026-11-23 06:12:48 UTC`.
    package var readable: String {
        let text = rfc3339
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
    }
}

/// A UTC instant as calendar fields, proleptic Gregorian.
package struct CivilTime: Equatable, Sendable {
    package let year, month, day, hour, minute, second: Int
    /// 0 is Sunday.
    package let weekday: Int

    package init(_ time: Timestamp) {
        let seconds = time.seconds
        let days = seconds.floorDivided(by: 86_400)
        let secondOfDay = Int(seconds - days * 86_400)
        (hour, minute, second) = (secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60)
        (year, month, day) = Self.civil(fromDays: Int(days))
        weekday = ((Int(days) + 4) % 7 + 7) % 7
    }

    /// Days since 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    static func days(year: Int, month: Int, day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func civil(fromDays days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

private struct DateTimeReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    mutating func read() -> Timestamp? {
        guard let year = digits(4), skip("-"), let month = digits(2), skip("-"), let day = digits(2),
            skip("T") || skip("t") || skip(" "),
            let hour = digits(2), skip(":"), let minute = digits(2), skip(":"), let second = digits(2)
        else { return nil }
        guard (1...12).contains(month), day >= 1, hour < 24, minute < 60, second <= 60 else { return nil }
        let nanoseconds = fraction()
        guard let nanoseconds, let offset = offsetSeconds(), position == bytes.count else { return nil }
        let days = CivilTime.days(year: year, month: month, day: day)
        let nextMonth = CivilTime.days(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)
        guard days < nextMonth else { return nil }
        let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second) - Int64(offset)
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carried) = product.addingReportingOverflow(nanoseconds)
        return overflow || carried ? nil : Timestamp(nanoseconds: sum)
    }

    private mutating func digits(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for _ in 0..<count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
            position += 1
        }
        return value
    }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        var (value, count): (Int64, Int) = (0, 0)
        while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit <= 9 {
            if count < 9 { value = value * 10 + Int64(digit) }
            count += 1
            position += 1
        }
        guard count > 0 else { return nil }
        for _ in count..<max(count, 9) { value *= 10 }
        return value
    }

    private mutating func offsetSeconds() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = digits(2), skip(":"), let minutes = digits(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}

extension [UInt8] {
    fileprivate mutating func appendPadded(_ value: Int, width: Int) {
        let digits = String(value).utf8
        for _ in digits.count..<Swift.max(width, digits.count) { append(UInt8(ascii: "0")) }
        append(contentsOf: digits)
    }
}
