/// One element of a command, with places for labels: `app={label:app|analytics-api}`.
///
/// A place is `{label:NAME}`, `{label:NAME|default}` or, with another type than `dns`, `{label:NAME:TYPE|default}`.
/// Braces that do not begin with `{label:` are plain text, as kubectl's JSONPath needs them.
package struct ArgumentTemplate: Sendable, Equatable {
    package let text: String
    let parts: [Part]

    enum Part: Sendable, Equatable {
        case literal(String)
        case label(LabelPlace)
    }

    /// - Throws: `ArgumentTemplateError` for a place without an end, of an unknown type, with a default that is not of
    ///   its type, or where the label would choose the option.
    package init(_ text: String) throws(ArgumentTemplateError) {
        self.text = text
        self.parts = try Self.parse(text)
        if case .literal(let dashes)? = parts.first, parts.count > 1, dashes.allSatisfy({ $0 == "-" }) {
            throw ArgumentTemplateError("in \"\(text)\" a label would choose the option; write the option out")
        }
    }

    /// The names of the labels it uses, in order.
    package var labelNames: [String] { places.map(\.name) }

    /// The same, and of each whether it has no default.
    var labelPlaces: [(name: String, isRequired: Bool)] { places.map { ($0.name, $0.defaultValue == nil) } }

    var places: [LabelPlace] { parts.compactMap { if case .label(let place) = $0 { place } else { nil } } }

    /// The element with its labels filled in; it stays one element and never gains a leading dash.
    ///
    /// - Parameter encoding: what becomes of a label's value before it is filled in.
    /// - Throws: `BindingRefused` when a label without a default is missing, or a value is not of its type. A default
    ///   never stands in for a value that was refused.
    package func bind(
        _ labels: Labels, encoding: (String) -> String = { $0 }
    ) throws(BindingRefused) -> String {
        var bound = ""
        for part in parts {
            switch part {
            case .literal(let text): bound += text
            case .label(let place): bound += encoding(try place.value(from: labels))
            }
        }
        return bound
    }

    /// The element for a person to read, where `mark` names each label that cannot be bound.
    func shown(from labels: Labels, mark: (String) -> String) -> String {
        parts.reduce(into: "") { text, part in
            switch part {
            case .literal(let literal): text += literal
            case .label(let place): text += (try? place.value(from: labels)) ?? mark(place.name)
            }
        }
    }

    private static func parse(_ text: String) throws(ArgumentTemplateError) -> [Part] {
        let opening = "{label:"
        var parts: [Part] = []
        var literal = ""
        var rest = text[...]
        while !rest.isEmpty {
            guard rest.hasPrefix(opening) else {
                literal.append(rest.removeFirst())
                continue
            }
            guard let end = rest.firstIndex(of: "}") else {
                throw ArgumentTemplateError("\"\(rest)\" in \"\(text)\" has no closing brace")
            }
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = ""
            let inside = rest[..<end].dropFirst(opening.count)
            parts.append(.label(try LabelPlace(inside, whole: String(rest[...end]))))
            rest = rest[rest.index(after: end)...]
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        return parts
    }
}

/// One `{label:…}` of a template.
struct LabelPlace: Sendable, Equatable {
    let name: String
    let type: LabelType
    let defaultValue: String?

    /// - Parameter inside: what stands between `{label:` and `}`.
    fileprivate init(_ inside: Substring, whole: String) throws(ArgumentTemplateError) {
        let halves = inside.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let head = halves[0].split(separator: ":", omittingEmptySubsequences: false)
        name = String(head[0])
        guard head.count <= 2, Self.isLabelName(name) else {
            throw ArgumentTemplateError("\"\(whole)\" names no label; write {label:NAME} or {label:NAME:TYPE|default}")
        }
        guard let type = head.count == 1 ? .dns : LabelType(rawValue: String(head[1])) else {
            let known = LabelType.allCases.map(\.rawValue).joined(separator: ", ")
            throw ArgumentTemplateError("\"\(head[1])\" in \"\(whole)\" is not a type; there are \(known)")
        }
        self.type = type
        defaultValue = halves.count == 2 ? String(halves[1]) : nil
        if let defaultValue, !type.accepts(defaultValue) {
            throw ArgumentTemplateError(
                "the default \"\(defaultValue)\" in \"\(whole)\" is not of type \(type.rawValue), \(type.pattern)")
        }
    }

    func value(from labels: Labels) throws(BindingRefused) -> String {
        guard let value = labels[name], !value.isEmpty else {
            guard let defaultValue else {
                throw BindingRefused("label \"\(name)\" is missing and has no default")
            }
            return defaultValue
        }
        guard type.accepts(value) else {
            let shown = value.onePrintableLine(limit: 60)
            throw BindingRefused(
                "label \"\(name)\" has the value \"\(shown)\", which does not match \(type.pattern) "
                    + "(type \(type.rawValue): \(type.shape), at most \(LabelType.maximumLength) bytes)")
        }
        return value
    }

    private static func isLabelName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || byte == UInt8(ascii: "_")
        }
    }
}

/// An element of a command that cannot be read.
package struct ArgumentTemplateError: Error, Equatable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

/// Why a collector is not run for an incident: a label's value must not become part of what it asks.
package struct BindingRefused: Error, Equatable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
