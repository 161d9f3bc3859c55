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
    /// To taking it from who has it.
    let takeOver: Consent<String>
    /// To closing it while alerts fire.
    let stillFiring: Consent<Int>
    /// Whose time `until` is without a zone.
    var clock = LocalClock.utc

    /// Of which every verb of an incident takes these two.
    static let common = ["by", "text"]
    static let takeOverFlag = "take_over"
    static let stillFiringFlag = "still_firing"

    /// - Parameters:
    ///   - user: the name from basic authentication, used where `by` is missing.
    ///   - known: what the verb takes.
    ///   - flags: of those what is true or false.
    init(json: [UInt8], user: String?, fields known: [String], flags: [String] = []) throws {
        let fields = try json.isEmpty ? nil : TextFields(json, known: known, flags: flags)
        try self.init(
            by: fields?["by"] ?? user, text: fields?["text"], contact: fields?["contact"], until: fields?["until"],
            step: fields?["step"], collector: fields?["collector"],
            takeOver: fields?.isTrue(Self.takeOverFlag) ?? false ? .whatever : .notAsked,
            stillFiring: fields?.isTrue(Self.stillFiringFlag) ?? false ? .whatever : .notAsked)
    }

    /// What a form of an incident says; of what was asked it names the owner, or how many alerts fired.
    ///
    /// - Parameter clock: the viewer's.
    init(form: FormFields, user: String?, clock: LocalClock) throws {
        try self.init(
            by: form["by"] ?? user, text: form["text"], contact: form["contact"], until: form["until"],
            step: form["step"], collector: form["collector"],
            takeOver: form[Self.takeOverFlag].map { .knowing($0) } ?? .notAsked,
            stillFiring: form[Self.stillFiringFlag].flatMap(Int.init).map { .knowing($0) } ?? .notAsked)
        self.clock = clock
    }

    init(
        by: String?, text: String?, contact: String? = nil, until: String? = nil, step: String? = nil,
        collector: String? = nil, takeOver: Consent<String> = .notAsked, stillFiring: Consent<Int> = .notAsked
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
        (self.takeOver, self.stillFiring) = (takeOver, stillFiring)
    }
}
