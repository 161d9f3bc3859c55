internal import ArgumentParser
internal import IncidentCore
internal import IncidentWeb

extension Environment {
    /// The tokens of a variable: one, or two separated by a comma. No message repeats one.
    static func credentials(_ name: String, in variables: [String: String] = all) throws -> Credentials {
        guard let setting = variables[name], !setting.isEmpty else { return Credentials(setting: nil) }
        let tokens = setting.split(separator: ",").map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
        guard !tokens.isEmpty else {
            throw ValidationError("\(name) is set and holds no token; give it one, or leave it unset")
        }
        for token in tokens {
            if let reason = SecretText.problem(in: token, mayHoldBlanks: false) {
                throw ValidationError("\(name) \(reason)")
            }
        }
        return Credentials(setting: tokens.joined(separator: ","))
    }
}
