internal import Foundation
internal import IncidentCore

/// Values that are kept as JSON text in a column.
enum StoredJSON {
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// A list of names; most are empty, and one stands in each row of a list of incidents.
    static func encode(names: [String]) throws -> String { names.isEmpty ? "[]" : try encode(names) }

    static func names(_ text: String) throws -> [String] { text == "[]" ? [] : try decode(text) }

    /// A list of times, in milliseconds; most are empty, as of names.
    static func encode(times: [Timestamp]) throws -> String {
        times.isEmpty ? "[]" : try encode(times.map(\.milliseconds))
    }

    static func times(_ text: String) throws -> [Timestamp] {
        text == "[]" ? [] : try (decode(text) as [Int64]).map(Timestamp.init(milliseconds:))
    }

    /// A list without the elements that this release does not know.
    static func decodeList<Element: Decodable>(_ text: String) throws -> [Element] {
        if text == "[]" { return [] }
        return try (decode(text) as [KnownElement<Element>]).compactMap(\.element)
    }

    static func decode<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}

/// An element of a list; `nil` for one that this release does not know.
private struct KnownElement<Element: Decodable>: Decodable {
    let element: Element?

    init(from decoder: any Decoder) { element = try? Element(from: decoder) }
}
