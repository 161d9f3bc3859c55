extension PagerDutyNews {
    /// What a body that is no event lacks, in words.
    package struct Malformed: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// Reads a body. What is missing besides the event's kind, time and number is taken as unknown.
    ///
    /// - Throws: `Malformed`, without a word of the body.
    package init(json: [UInt8]) throws(Malformed) {
        var parts = Parts()
        do throws(JSONError) {
            parts = try Self.read(json)
        } catch {
            throw Malformed(description: "the body is not JSON of an event: \(error)")
        }
        guard !parts.type.isEmpty else { throw Malformed(description: "the body has no event.event_type") }
        guard !parts.id.isEmpty, parts.id.utf8.count <= 200 else {
            throw Malformed(description: "the body has no event.id of at most 200 bytes, by which a repeat is known")
        }
        guard let occurredAt = parts.occurredAt else {
            throw Malformed(description: "the body has no event.occurred_at, by which an old event is known")
        }
        self.init(
            id: parts.id, kind: Kind(word: parts.type), occurredAt: occurredAt, agent: parts.agent,
            incidentID: parts.incident.id, incidentKey: parts.incident.key, assignees: parts.assignees,
            note: parts.note, isMerged: parts.isMerged)
    }

    private struct Parts {
        var (id, type, note) = ("", "", "")
        var occurredAt: Timestamp?
        var agent: Agent?
        var incident = Reference()
        var assignees: [String] = []
        var isMerged = false
    }

    /// So many names of those it was given to are kept.
    private static let namedAssignees = 10

    private static func read(_ json: [UInt8]) throws(JSONError) -> Parts {
        var parts = Parts()
        var failure: JSONError?
        json.withUnsafeBufferPointer { bytes in
            var reader = JSONReader(bytes, repairsText: true)
            do throws(JSONError) {
                try reader.readMembers { (reader, key) throws(JSONError) in
                    guard key == "event" else { return try reader.skip() }
                    try reader.readMembers { (reader, key) throws(JSONError) in
                        try read(key, of: &reader, into: &parts)
                    }
                }
                try reader.readEnd()
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return parts
    }

    private static func read(_ key: String, of reader: inout JSONReader, into parts: inout Parts) throws(JSONError) {
        switch key {
        case "id": parts.id = try reader.readLooseText()
        case "event_type": parts.type = try reader.readLooseText()
        case "occurred_at": parts.occurredAt = try reader.readUsableTime()
        case "agent":
            let agent = try Reference(&reader)
            parts.agent = agent.name.isEmpty ? nil : Agent(name: agent.name, type: agent.type)
        case "data": try readData(&reader, into: &parts)
        default: try reader.skip()
        }
    }

    private static func readData(_ reader: inout JSONReader, into parts: inout Parts) throws(JSONError) {
        var (own, isNote) = (Reference(), false)
        var incident: Reference?
        try reader.readMembers { (reader, key) throws(JSONError) in
            switch key {
            case "id": own.id = try reader.readLooseText()
            case "type": isNote = try reader.readLooseText() == "incident_note"
            case "incident_key": own.key = try reader.readLooseText()
            case "content": parts.note = try reader.readLooseText()
            case "incident": incident = try Reference(&reader)
            case "resolve_reason":
                parts.isMerged = try Reference(&reader).type == "merge_resolve_reason" || parts.isMerged
            case "assignees":
                guard try reader.peekKind() == .array else { return try reader.skip() }
                var names: [String] = []
                try reader.readArray { (reader) throws(JSONError) in
                    let name = try Reference(&reader).name.singleLine(limit: PersonName.limit)
                    if !name.isEmpty, names.count < namedAssignees { names.append(name) }
                }
                parts.assignees = names
            default: try reader.skip()
            }
        }
        // What a note names by `id` is the note.
        parts.incident = incident ?? (isNote ? Reference() : own)
    }
}

/// What PagerDuty names something by.
private struct Reference {
    var id: String?
    var key: String?
    var type = ""
    var name = ""

    init() {}

    init(_ reader: inout JSONReader) throws(JSONError) {
        var (id, key): (String?, String?)
        var (type, summary, name) = ("", "", "")
        try reader.readMembers { (reader, member) throws(JSONError) in
            switch member {
            case "id": id = try reader.readLooseText()
            case "incident_key": key = try reader.readLooseText()
            case "type": type = try reader.readLooseText()
            case "summary": summary = try reader.readLooseText()
            case "name": name = try reader.readLooseText()
            default: try reader.skip()
            }
        }
        (self.id, self.key, self.type) = (id, key, type)
        self.name = (summary.isEmpty ? name : summary).trimmingBlanks()
    }
}

extension JSONReader {
    /// Of an object each member; of anything else none.
    fileprivate mutating func readMembers(
        _ member: (inout JSONReader, String) throws(JSONError) -> Void
    ) throws(JSONError) {
        guard try peekKind() == .object else { return try skip() }
        try readObject(member)
    }

    fileprivate mutating func skip() throws(JSONError) { try skipValue() }
}
