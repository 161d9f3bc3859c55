internal import HTTPTypes
internal import IncidentCore

/// The texts of a request's JSON object.
struct TextFields {
    private let found: [String: String]

    subscript(_ name: String) -> String? { found[name] }

    /// - Parameter known: the names that there are.
    /// - Throws: for another name too: what is misspelt would be left undone without a word.
    init(_ json: [UInt8], known: [String]) throws {
        var found: [String: String] = [:]
        var unknown: String?
        try json.withUnsafeBufferPointer { bytes in
            var reader = JSONReader(bytes)
            do throws(JSONError) {
                try reader.readObject { (reader, key) throws(JSONError) in
                    guard known.contains(key) else {
                        unknown = unknown ?? key
                        _ = try reader.skipValue()
                        return
                    }
                    found[key] = try reader.readString()
                }
                try reader.readEnd()
            } catch {
                let shape = known.map { "\"\($0)\": \"…\"" }.joined(separator: ", ")
                throw Problem(.badRequest, "the body is not {\(shape)}: \(error)")
            }
        }
        if let unknown { throw Self.problem(unknown, known) }
        self.found = found
    }

    static func problem(_ unknown: String, _ known: [String]) -> Problem {
        let name = unknown.singleLine(limit: 40)
        let near = nearest(to: name, in: known).map { "\($0) There are" } ?? "; there are"
        return Problem(.badRequest, "\"\(name)\" is unknown\(near) \(known.joined(separator: ", "))")
    }
}
