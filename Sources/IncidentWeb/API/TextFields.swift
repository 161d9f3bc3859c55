internal import HTTPTypes
internal import IncidentCore

/// The texts of a request's JSON object.
struct TextFields {
    private let found: [String: String]

    subscript(_ name: String) -> String? { found[name] }

    /// - Parameter known: the names that there are.
    /// - Throws: for another name too: what is misspelt would be left undone without a word. And for a name that comes twice:
    ///   one of the two would.
    init(_ json: [UInt8], known: [String]) throws {
        var found: [String: String] = [:]
        var unknown: String?
        var repeated: String?
        try json.withUnsafeBufferPointer { bytes in
            var reader = JSONReader(bytes)
            do throws(JSONError) {
                try reader.readObject { (reader, key) throws(JSONError) in
                    guard known.contains(key) else {
                        unknown = unknown ?? key
                        _ = try reader.skipValue()
                        return
                    }
                    if found.updateValue(try reader.readString(), forKey: key) != nil { repeated = key }
                }
                try reader.readEnd()
            } catch {
                let shape = known.map { "\"\($0)\": \"…\"" }.joined(separator: ", ")
                throw Problem(.badRequest, "the body is not {\(shape)}: \(error)")
            }
        }
        if let unknown { throw Self.problem(unknown, known) }
        if let repeated { throw Self.twice(repeated) }
        self.found = found
    }

    static func twice(_ name: String) -> Problem {
        Problem(.badRequest, "\"\(name)\" is there twice; give it once")
    }

    static func problem(_ unknown: String, _ known: [String]) -> Problem {
        let name = unknown.singleLine(limit: 40)
        let verb = known.count == 1 ? "is" : "are"
        let near = nearest(to: name, in: known).map { "\($0) There \(verb)" } ?? "; there \(verb)"
        return Problem(.badRequest, "\"\(name)\" is unknown\(near) \(known.joined(separator: ", "))")
    }
}
