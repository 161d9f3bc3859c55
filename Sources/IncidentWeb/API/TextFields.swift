internal import HTTPTypes
internal import IncidentCore

/// The texts of a request's JSON object, and what it says yes to.
struct TextFields {
    private let found: [String: String]
    /// The flags that are true.
    private let flags: Set<String>

    subscript(_ name: String) -> String? { found[name] }

    func isTrue(_ flag: String) -> Bool { flags.contains(flag) }

    /// - Parameters:
    ///   - texts: the names that there are of texts.
    ///   - flags: of what is true or false.
    /// - Throws: for another name too: what is misspelt would be left undone without a word. And for a name that comes twice:
    ///   one of the two would.
    init(_ json: [UInt8], known texts: [String], flags: [String] = []) throws {
        let known = texts + flags
        var found: [String: String] = [:]
        var said: [String: Bool] = [:]
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
                    if flags.contains(key) {
                        if said.updateValue(try reader.readFlag(), forKey: key) != nil { repeated = key }
                    } else if found.updateValue(try reader.readString(), forKey: key) != nil {
                        repeated = key
                    }
                }
                try reader.readEnd()
            } catch {
                let shape = (texts.map { "\"\($0)\": \"…\"" } + flags.map { "\"\($0)\": true" })
                    .joined(separator: ", ")
                throw Problem(.badRequest, "the body is not {\(shape)}: \(error)")
            }
        }
        if let unknown { throw Self.problem(unknown, known) }
        if let repeated { throw Self.twice(repeated) }
        self.found = found
        self.flags = Set(said.filter(\.value).keys)
    }

    static func twice(_ name: String) -> Problem {
        Problem(.badRequest, "\"\(name)\" is there twice; give it once", kind: .unknownName)
    }

    static func problem(_ unknown: String, _ known: [String]) -> Problem {
        let name = unknown.singleLine(limit: 40)
        let verb = known.count == 1 ? "is" : "are"
        let near = nearest(to: name, in: known).map { "\($0) There \(verb)" } ?? "; there \(verb)"
        return Problem(
            .badRequest, "\"\(name)\" is unknown\(near) \(known.joined(separator: ", "))", kind: .unknownName)
    }
}

extension JSONReader {
    fileprivate mutating func readFlag() throws(JSONError) -> Bool {
        guard try peekKind() == .literal else { throw error("true or false is expected") }
        switch text(try skipValue()) {
        case "true": return true
        case "false": return false
        default: throw error("true or false is expected")
        }
    }
}
