internal import FoundationEssentials
internal import IncidentCore

/// Header fields that hostile text cannot break out of: one line without control characters, ASCII, folded.
struct EmailHeader {
    private(set) var lines: [String] = []

    /// Adds a field of ours: ASCII that needs no encoding, such as an address or a date.
    mutating func add(_ name: String, _ value: String) {
        let ascii = String(value.unicodeScalars.filter { $0.value >= 0x20 && $0.value < 0x7F })
        lines += Self.fold("\(name): \(ascii)")
    }

    /// Adds a field of free text, encoded as RFC 2047 says where it is not plain ASCII. Exchange keeps 255 UTF-16 units of
    /// a subject.
    mutating func addText(_ name: String, _ text: String) {
        lines += Self.encoded(text.line(within: 255, in: .utf16), after: "\(name): ")
    }

    /// Adds an address with its display name.
    mutating func add(_ name: String, _ address: MailAddress) {
        guard !address.displayName.isEmpty else { return add(name, address.address) }
        if Self.isPlain(address.displayName) {
            add(name, "\"\(address.displayName)\" <\(address.address)>")
        } else {
            lines += Self.encoded(address.displayName, after: "\(name): ") + [" <\(address.address)>"]
        }
    }

    private static func encoded(_ text: String, after name: String) -> [String] {
        guard !isPlain(text) else { return fold(name + text) }
        let words = chunks(of: text).map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }
        return ["\(name)\(words.first ?? "")"] + words.dropFirst().map { " \($0)" }
    }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !text.contains("=?")
    }

    /// Pieces of at most 42 bytes: base64 and frame then stay within the 75 octets of an encoded word, and with the
    /// longest name of ours within a line of 78.
    private static func chunks(of text: String) -> [String] {
        var chunks = [""]
        for scalar in text.unicodeScalars {
            let piece = String(scalar)
            if chunks[chunks.count - 1].utf8.count + piece.utf8.count > 42 { chunks.append("") }
            chunks[chunks.count - 1] += piece
        }
        return chunks
    }

    /// Breaks a line before blanks where it is over 78 octets; a continuation keeps its blank.
    private static func fold(_ line: String) -> [String] {
        var folded: [String] = []
        var current = ""
        for (index, word) in line.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            let piece = index == 0 ? String(word) : " \(word)"
            // A continuation of blanks alone would end the header for some readers.
            if current.utf8.count + piece.utf8.count > 78, current.contains(where: { $0 != " " }), index > 1,
                !word.isEmpty
            {
                folded.append(current)
                current = piece
            } else {
                current += piece
            }
        }
        return folded + [current]
    }
}

extension Timestamp {
    /// RFC 5322, 3.3: `Mon, 23 Nov 2026 06:14:20 +0000`.
    var mailDate: String {
        let time = CivilTime(self)
        let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][time.weekday]
        let month = Self.monthNames[time.month - 1]
        let clock = rfc3339.dropFirst(11).prefix(8)
        return "\(day), \(time.day) \(month) \(time.year) \(clock) +0000"
    }

    static let monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
