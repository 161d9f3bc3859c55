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

    /// Of which every verb of an incident takes these two.
    static let common = ["by", "text"]

    /// - Parameters:
    ///   - user: the name from basic authentication, used where `by` is missing.
    ///   - known: what the verb takes.
    init(json: [UInt8], user: String?, fields known: [String]) throws {
        let fields = try json.isEmpty ? nil : TextFields(json, known: known)
        try self.init(
            by: fields?["by"] ?? user, text: fields?["text"], contact: fields?["contact"], until: fields?["until"],
            step: fields?["step"], collector: fields?["collector"])
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
