internal import IncidentCore

/// The lines of an iCalendar file (RFC 5545, 3.1), unfolded and each with its number: libical names none.
///
/// What libical would not bound is refused here: nesting, which it follows by calling itself, and rules of time zones,
/// which it writes out.
struct CalendarText {
    static let eventLimit = 20_000
    static let lineLimitBytes = 64 << 10
    private static let nestingLimit = 4

    /// Without a byte order mark.
    let text: String
    private(set) var events: [Event] = []

    /// Where an event stands.
    struct Event {
        let line: Int
        fileprivate(set) var properties: [Property] = []

        /// The first property of that name.
        subscript(name: String) -> Property? { properties.first { $0.name == name } }
    }

    struct Property {
        let line: Int
        let name: String
        /// Parameters and value.
        let rest: String

        /// How many values there are, separated by commas; for times, which hold none.
        var valueCount: Int { (rest.split(separator: ":").last ?? "").split(separator: ",").count }
    }

    init(_ bytes: [UInt8]) throws(CalendarProblem) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if let zero = lines.firstIndex(where: { $0.contains(0) }) {
            throw CalendarProblem(line: zero + 1, "this line holds a NUL byte; this is no iCalendar file")
        }
        guard let whole = String(validating: bytes, as: UTF8.self) else {
            let wrong = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
            throw CalendarProblem(line: (wrong ?? 0) + 1, "this line is not UTF-8; save the file as UTF-8")
        }
        text = whole.hasPrefix("\u{FEFF}") ? String(whole.unicodeScalars.dropFirst()) : whole
        try scan()
    }

    private mutating func scan() throws(CalendarProblem) {
        var open: [(name: String, line: Int)] = []
        var hasCalendar = false
        for property in try Self.unfolded(text) {
            switch property.name {
            case "BEGIN":
                let component = property.rest.trimmed.uppercased()
                guard open.count < Self.nestingLimit else {
                    throw CalendarProblem(line: property.line, "components are nested too deeply here")
                }
                guard (component == "VCALENDAR") == open.isEmpty else {
                    throw CalendarProblem(
                        line: property.line, "a calendar begins with BEGIN:VCALENDAR, and this is \(component.shown)")
                }
                if component == "VEVENT" {
                    guard open.count == 1 else {
                        throw CalendarProblem(line: property.line, "this event stands inside another component")
                    }
                    events.append(Event(line: property.line))
                }
                hasCalendar = true
                open.append((component, property.line))
            case "END":
                guard let last = open.popLast(), last.name == property.rest.trimmed.uppercased() else {
                    throw CalendarProblem(
                        line: property.line, "END:\(property.rest.trimmed.shown) ends nothing that has begun")
                }
            default:
                guard let inside = open.last else {
                    throw CalendarProblem(
                        line: property.line, "a calendar begins with BEGIN:VCALENDAR, and this does not")
                }
                if inside.name == "VEVENT" { events[events.count - 1].properties.append(property) }
                try Self.check(property, inside: open.map(\.name))
            }
            guard events.count <= Self.eventLimit else {
                throw CalendarProblem(
                    line: property.line, "the file has more than \(Self.eventLimit) events; export fewer")
            }
        }
        if let left = open.last { throw CalendarProblem(line: left.line, "BEGIN:\(left.name.shown) has no END") }
        guard hasCalendar else { throw CalendarProblem(line: 1, "the file holds no calendar") }
    }

    private static func check(_ property: Property, inside: [String]) throws(CalendarProblem) {
        guard inside.contains("VTIMEZONE"), property.name == "RRULE" else { return }
        let rule = property.rest.uppercased()
        guard rule.contains("FREQ=YEARLY") || rule.contains("FREQ=MONTHLY") else {
            throw CalendarProblem(line: property.line, "a time zone's rule must be yearly or monthly")
        }
    }

    /// What stands on several lines is one property, at the first of them.
    private static func unfolded(_ text: String) throws(CalendarProblem) -> [Property] {
        var properties: [Property] = []
        var current: (line: Int, text: String)?
        func finish() throws(CalendarProblem) {
            guard let (line, text) = current else { return }
            guard text.utf8.count <= lineLimitBytes else {
                throw CalendarProblem(line: line, "this line has more than \(lineLimitBytes >> 10) KiB")
            }
            guard let end = text.utf8.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ";") }),
                end != text.startIndex
            else { throw CalendarProblem(line: line, "\"\(text.shown)\" is no NAME:VALUE") }
            properties.append(
                Property(
                    line: line, name: text[..<end].uppercased(), rest: String(text[text.utf8.index(after: end)...])))
        }
        let newline = UInt8(ascii: "\n")
        for (number, bytes) in text.utf8.split(separator: newline, omittingEmptySubsequences: false).enumerated() {
            let line = String(Substring(bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes))
            if let first = line.utf8.first, first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") {
                guard current != nil else {
                    throw CalendarProblem(line: number + 1, "this line goes on with one that is not there")
                }
                current?.text += line.dropFirst()
            } else if !line.trimmed.isEmpty {
                try finish()
                current = (number + 1, line)
            }
        }
        try finish()
        return properties
    }
}

extension String {
    var trimmed: String { trimmingBlanks() }
    /// For a sentence.
    var shown: String { singleLine(limit: 40) }
}
