internal import Foundation

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

    static func decode<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}
