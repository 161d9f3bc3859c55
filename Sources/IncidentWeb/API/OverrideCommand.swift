internal import HTTPTypes
internal import IncidentCore
internal import IncidentEngine

/// Who is on call by which rota from when until when, who says so and why.
struct OverrideCommand: Equatable {
    /// The fields of the JSON object and of the form.
    static let fields = ["rota", "person", "from", "until", "by", "reason"]

    let rota: String
    let person: String
    /// `nil` is now.
    let from: String?
    let until: String
    let by: String
    let reason: String

    /// - Parameter user: the name from basic authentication, used where `by` is missing.
    init(json: [UInt8], user: String?) throws {
        let fields = try TextFields(json, known: Self.fields)
        try self.init(
            Dictionary(uniqueKeysWithValues: Self.fields.compactMap { name in fields[name].map { (name, $0) } }),
            user: user)
    }

    init(_ fields: [String: String], user: String?) throws {
        func required(_ name: String) throws -> String {
            guard let text = fields[name]?.trimmingBlanks(), !text.isEmpty else {
                throw Problem(.badRequest, "\"\(name)\" is missing or empty; add it")
            }
            return text
        }
        rota = try required("rota")
        person = try required("person")
        until = try required("until")
        reason = try required("reason")
        from = fields["from"].flatMap { $0.trimmingBlanks().isEmpty ? nil : $0.trimmingBlanks() }
        by = try PersonalCommand(by: fields["by"] ?? user, text: nil).by
    }

    func carryOut(_ commands: OnCallCommands) async throws -> RotaOverride {
        try await commands.override(rota, person: person, from: from, until: until, by: by, reason: reason)
    }
}
