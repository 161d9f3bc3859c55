internal import ArgumentParser
internal import IncidentCore
internal import IncidentWeb

extension Environment {
    /// The tokens of a variable: one, or two separated by a comma. No message repeats one.
    static func credentials(_ name: String, in variables: [String: String] = all) throws -> Credentials {
        Credentials(setting: try tokens(name, in: variables).joined(separator: ","))
    }

    /// The one by which a command proves itself to the server; `nil` when the variable is unset.
    static func firstToken(_ name: String) throws -> String? { try tokens(name, in: all).first }

    private static func tokens(_ name: String, in variables: [String: String]) throws -> [String] {
        guard let setting = variables[name], !setting.isEmpty else { return [] }
        let tokens = setting.split(separator: ",").map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
        guard !tokens.isEmpty else {
            throw ValidationError("\(name) is set and holds no token; give it one, or leave it unset")
        }
        for token in tokens {
            if let reason = SecretText.problem(in: token, mayHoldBlanks: false) {
                throw ValidationError("\(name) \(reason)")
            }
        }
        return tokens
    }
}
