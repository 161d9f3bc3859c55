/// What is said of rows, with places for their fields: `pod {NAME} is in state {STATUS}`.
///
/// `{FIELD:age}` is how long ago a time was, or how long a span is. Of many rows there are `{count}`, `{FIELD:max}`,
/// `{FIELD:min}` and the same of ages (`{FIELD:age:max}`). `{{` is a brace.
package struct RowSentence: Sendable, Equatable {
    /// As it is written.
    package let text: String
    private let parts: [Part]

    fileprivate enum Part: Equatable {
        case literal(String)
        case count
        case field(Place)
    }

    fileprivate struct Place: Equatable {
        let name: String
        var isAge = false
        /// `nil` where it is the same in all rows.
        var extreme: Extreme?
    }

    fileprivate enum Extreme: String { case max, min }

    /// - Parameter many: whether it is said of several rows at once.
    package init(_ text: String, ofMany many: Bool) throws(RowSentenceError) {
        self.text = text
        var parts: [Part] = []
        var literal = ""
        var rest = text[...]
        while let brace = rest.firstIndex(of: "{") {
            literal += rest[..<brace]
            rest = rest[rest.index(after: brace)...]
            if rest.first == "{" {
                literal += "{"
                rest = rest.dropFirst()
                continue
            }
            guard let end = rest.firstIndex(of: "}") else {
                throw RowSentenceError("\"{\(rest)\" has no closing brace; write {FIELD}, or {{ for a brace")
            }
            parts += [.literal(literal), try Self.part(rest[..<end], ofMany: many)]
            literal = ""
            rest = rest[rest.index(after: end)...]
        }
        self.parts = parts + [.literal(literal + rest)]
    }

    /// The fields that it names.
    package var fields: [String] { parts.compactMap { if case .field(let place) = $0 { place.name } else { nil } } }

    private static func part(_ inside: Substring, ofMany many: Bool) throws(RowSentenceError) -> Part {
        var words = inside.split(separator: ":", omittingEmptySubsequences: false)
        let name = words.removeFirst().trimmingBlanks()
        guard !name.isEmpty else { throw RowSentenceError("{\(inside)} names no field") }
        if many, name == "count", words.isEmpty { return .count }
        var place = Place(name: name)
        if words.first == "age" {
            place.isAge = true
            words.removeFirst()
        }
        if let word = words.first, let extreme = Extreme(rawValue: String(word)) {
            guard many else { throw RowSentenceError("{\(inside)} is about several rows; write it in say_many") }
            place.extreme = extreme
            words.removeFirst()
        }
        guard words.isEmpty else {
            throw RowSentenceError("{\(inside)}: behind a field there may be :age, and in say_many :max or :min")
        }
        return .field(place)
    }

    /// What tells the rows of one sentence from those of another.
    func key(of row: OutputRow, at now: Timestamp) -> [String] {
        parts.compactMap {
            if case .field(let place) = $0, place.extreme == nil { place.text(of: row, at: now) } else { nil }
        }
    }

    /// With the row before the others that has the first extreme the sentence tells.
    ///
    /// - Parameter rows: of one key; not empty.
    func leading(_ rows: [OutputRow], at now: Timestamp) -> [OutputRow] {
        for case .field(let place) in parts where place.extreme != nil {
            guard let index = place.index(in: rows, at: now) else { continue }
            return [rows[index]] + rows[..<index] + rows[(index + 1)...]
        }
        return rows
    }

    /// - Parameter rows: of one key; not empty.
    func filled(with rows: [OutputRow], at now: Timestamp) -> String {
        parts.reduce(into: "") { text, part in
            switch part {
            case .literal(let literal): text += literal
            case .count: text += "\(rows.count)"
            case .field(let place): text += place.text(of: rows, at: now)
            }
        }
    }
}

extension RowSentence.Place {
    fileprivate func text(of row: OutputRow, at now: Timestamp) -> String {
        if ["message", "MESSAGE"].contains(name) {
            return ReasonMeaning.words(row.fields[name], of: row.fields["reason"] ?? row.fields["REASON"])
        }
        guard let text = row.fields[name], !text.isEmpty else { return "unknown" }
        return isAge ? FieldValue(text).age(at: now).map { Duration.seconds(abs($0)).prometheusRounded } ?? text : text
    }

    /// - Parameter rows: not empty.
    fileprivate func text(of rows: [OutputRow], at now: Timestamp) -> String {
        guard extreme != nil else { return text(of: rows[0], at: now) }
        return text(of: rows[index(in: rows, at: now) ?? 0], at: now).withoutRemark
    }

    /// Of the row with the extreme; `nil` where no row has a value that can be compared.
    fileprivate func index(in rows: [OutputRow], at now: Timestamp) -> Int? {
        var best: (index: Int, value: FieldValue)?
        for (index, row) in rows.enumerated() {
            let value = FieldValue(row.fields[name] ?? "")
            guard !value.isNothing else { continue }
            guard let known = best else {
                best = (index, value)
                continue
            }
            if let difference = difference(value, known.value, at: now),
                extreme == .max ? difference > 0 : difference < 0
            {
                best = (index, value)
            }
        }
        return best?.index
    }

    private func difference(_ left: FieldValue, _ right: FieldValue, at now: Timestamp) -> Double? {
        guard isAge, let left = left.age(at: now), let right = right.age(at: now) else {
            return FieldValue.difference(left, right, at: now)
        }
        return left - right
    }
}

/// A sentence about rows that cannot be read.
package struct RowSentenceError: Error, Equatable, CustomStringConvertible {
    package let description: String
    fileprivate init(_ description: String) { self.description = description }
}
