internal import IncidentCore

/// Where the values of `routes/endpoints.yaml` may come from besides the file itself.
struct SettingSources {
    let environment: [String: String]
    let files: FileReader
    /// Every secret that was read from them.
    let secrets = SecretList()
}

/// Gathers the secrets of the tables while they are read, whichever endpoint they belong to.
final class SecretList {
    private(set) var secrets: [Secret] = []

    func add(_ secret: Secret) { secrets.append(secret) }
}

/// One value of `routes/endpoints.yaml`: written out, `{ env: NAME, default: … }` or `{ file: PATH }`.
struct Setting {
    let node: TableNode
    /// `nil` when its variable is unset or empty and there is no default.
    let value: String?
    let origin: Origin
    /// Whether a value stands in the table itself, as a literal or a default.
    let isWrittenOut: Bool
    private let secrets: SecretList

    enum Origin: Equatable {
        case literal
        case environment(String)
        case file(String)
    }

    /// `smtp`, or `smtp (from SMTP_URL)`.
    var name: String {
        switch origin {
        case .literal: node.label
        case .environment(let variable): "\(node.label) (from \(variable))"
        case .file(let path): "\(node.label) (from \(path))"
        }
    }

    /// What to do to give it a value.
    var remedy: String { variable.map { "set \($0)" } ?? "give \(node.label) a value" }

    /// Where it is read from, of those of the environment.
    var variable: String? { if case .environment(let name) = origin { name } else { nil } }

    /// - Returns: `nil` after a problem.
    init?(_ node: TableNode, from sources: SettingSources) {
        self.node = node
        secrets = sources.secrets
        guard node.isMapping else {
            guard let text = node.text() else { return nil }
            (value, origin, isWrittenOut) = (text, .literal, true)
            return
        }
        guard let fields = node.mapping(keys: ["env", "default", "file"]) else { return nil }
        switch (fields["env"], fields["file"]) {
        case (let variable?, nil):
            guard let name = variable.text() else { return nil }
            let fallback = fields["default"].flatMap { $0.isNothing ? nil : $0.text() }
            let set = sources.environment[name].map { $0.trimmingBlanks() }.flatMap { $0.isEmpty ? nil : $0 }
            (value, origin, isWrittenOut) = (set ?? fallback, .environment(name), fallback != nil)
        case (nil, let file?):
            guard let path = file.text() else { return nil }
            guard let contents = Self.read(path, at: file, from: sources) else { return nil }
            (value, origin, isWrittenOut) = (contents, .file(path), false)
        default:
            node.problem("\(node.label): write the value, { env: NAME, default: … } or { file: PATH }")
            return nil
        }
    }

    /// - Returns: the file's text without blanks and line ends around it, as secret stores append them.
    private static func read(_ path: String, at node: TableNode, from sources: SettingSources) -> String? {
        switch sources.files.read(path) {
        case .failure(let error):
            node.problem("file \"\(path)\" cannot be read: \(error.reason)")
            return nil
        case .success(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self)?.trimmingBlanks(), !text.isEmpty else {
                node.problem("file \"\(path)\" is empty or not text")
                return nil
            }
            return text
        }
    }

    /// The value as a secret; one that stands in the table is a problem.
    ///
    /// - Returns: `nil` when it is unset, or after a problem.
    func secret() -> Secret? {
        guard !isWrittenOut else {
            node.problem(
                "\(node.label) is a secret and stands in the table; write { env: NAME } or { file: PATH } instead")
            return nil
        }
        return value.flatMap(secret(of:))
    }

    /// The value as secrets with commas between them; each is checked as one.
    func secretList() -> [Secret] {
        guard !isWrittenOut else { return secret().map { [$0] } ?? [] }
        return (value ?? "").split(separator: ",").map { String($0).trimmingBlanks() }.filter { !$0.isEmpty }
            .compactMap(secret(of:))
    }

    private func secret(of text: String) -> Secret? {
        if let reason = SecretText.problem(in: text, mayHoldBlanks: true) {
            node.problem("\(name) \(reason)")
            return nil
        }
        let secret = Secret(text)
        if !secret.isKnownByValue {
            node.warn(
                "\(name) is shorter than \(Secret.shortestKnown) characters: it is not taken out of what collectors print"
            )
        }
        secrets.add(secret)
        return secret
    }
}
