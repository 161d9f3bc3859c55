internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore

/// Who does something, and what they say: `{"by": "…", "text": "…"}`; to whom or until when, where that is asked.
struct PersonalCommand: Equatable {
    static let textLimit = 10_000

    let by: String
    let text: String?
    /// A contact.
    let contact: String?
    let until: String?
    /// The title of a next step.
    let step: String?
    let collector: String?

    /// - Parameter user: the name from basic authentication, used where `by` is missing.
    init(json: [UInt8], user: String?) throws {
        var (by, text): (String?, String?) = (user, nil)
        var (contact, until, step, collector): (String?, String?, String?, String?) = (nil, nil, nil, nil)
        if !json.isEmpty {
            try json.withUnsafeBufferPointer { bytes in
                var reader = JSONReader(bytes)
                do throws(JSONError) {
                    try reader.readObject { (reader, key) throws(JSONError) in
                        switch key {
                        case "by": by = try reader.readString()
                        case "text": text = try reader.readString()
                        case "contact": contact = try reader.readString()
                        case "until": until = try reader.readString()
                        case "step": step = try reader.readString()
                        case "collector": collector = try reader.readString()
                        default: try reader.skipValue()
                        }
                    }
                    try reader.readEnd()
                } catch {
                    throw Problem(.badRequest, "the body is not {\"by\": \"…\", \"text\": \"…\"}: \(error)")
                }
            }
        }
        try self.init(by: by, text: text, contact: contact, until: until, step: step, collector: collector)
    }

    init(
        by: String?, text: String?, contact: String? = nil, until: String? = nil, step: String? = nil,
        collector: String? = nil
    ) throws {
        do throws(PersonNameProblem) {
            self.by = try PersonName(by ?? "").text
        } catch {
            throw Problem(.badRequest, "\"by\" \(error)")
        }
        let text = text?.trimmingBlanks() ?? ""
        guard text.count <= Self.textLimit else {
            throw Problem(
                .badRequest,
                "\"text\" has \(text.count) characters, the limit is \(Self.textLimit); shorten it or send two")
        }
        self.text = text.isEmpty ? nil : text
        (self.contact, self.until, self.step, self.collector) = (contact, until, step, collector)
    }
}
