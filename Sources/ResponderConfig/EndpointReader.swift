internal import IncidentCore

/// Reads one endpoint as its kind describes it.
struct EndpointReader {
    let id: EndpointID
    let description: EndpointDescription
    let sources: SettingSources

    /// - Returns: `nil` when it is none; wrong values in it are in the list of problems.
    func read(_ node: TableNode) -> Endpoint? {
        guard let fields = node.mapping(keys: description.fields.map(\.name)) else { return nil }
        var settings = EndpointSettings()
        var found: [String: Setting] = [:]
        for field in description.fields {
            if field.content == .inboundSecrets {
                settings.inboundSecrets = fields[field.name].map(inboundSecrets) ?? []
                continue
            }
            guard let value = field.isRequired ? fields.required(field.name) : fields[field.name],
                let setting = Setting(value, from: sources)
            else { continue }
            found[field.name] = setting
            take(setting, as: field, into: &settings)
        }
        let reading = EndpointReading(
            settings: settings,
            fields: found.mapValues { EndpointReading.Field(name: $0.name, remedy: $0.remedy) })
        for problem in description.problems(reading) { found[problem.field]?.node.problem(problem.sentence) }
        let name = description.credential
        if let credential = found[name], credential.value == nil {
            credential.node.warn(
                "\(name) is not set, messages for \(id.text) go to the spool; \(credential.remedy) to send them")
        }
        return Endpoint(
            id, settings: settings, hasCredential: settings.texts[name] != nil || settings.secrets[name] != nil)
    }

    private func take(_ setting: Setting, as field: EndpointField, into settings: inout EndpointSettings) {
        switch field.content {
        case .secret:
            settings.secrets[field.name] = setting.secret()
        case .signingSecret:
            guard let secret = setting.secret() else { return }
            settings.secrets[field.name] = secret
            warn(ofShort: secret, setting)
        // Read by itself, because it may be a list.
        case .inboundSecrets: break
        case .secretURL(let schemes):
            guard let secret = setting.secret() else { return }
            settings.secrets[field.name] = secret
            report(Self.problem(inURL: secret.reveal, schemes: schemes), of: setting)
        case .key:
            guard let key = setting.secret() else { return }
            settings.secrets[field.name] = key
            report(Self.problem(inKey: key.reveal), of: setting)
        case .proxy:
            guard let value = setting.value else { return }
            settings.secrets[field.name] = setting.isWrittenOut ? Secret(value) : setting.secret()
            report(Self.proxyProblem(in: value, isWrittenOut: setting.isWrittenOut), of: setting)
        case .text, .oneOf, .url, .sender, .file:
            guard let value = setting.value else { return }
            settings.texts[field.name] = value
            report(problem(in: value, as: field.content, of: setting), of: setting)
        }
    }

    /// Of each setting one, or several between commas, as a single variable has to hold them.
    private func inboundSecrets(_ node: TableNode) -> [Secret] {
        var found: [Secret] = []
        for place in node.isList ? node.elements(of: "secrets") ?? [] : [node] {
            guard let setting = Setting(place, from: sources) else { continue }
            for secret in setting.secretList() {
                if found.contains(secret) {
                    place.problem("\(setting.name): a secret stands there twice; leave one out")
                }
                warn(ofShort: secret, setting)
                found.append(secret)
            }
        }
        return found
    }

    private func problem(in value: String, as content: EndpointField.Content, of setting: Setting) -> String? {
        switch content {
        case .url(let schemes): Self.problem(inURL: value, schemes: schemes)
        case .sender: MailAddress.problem(inSender: value)
        case .file:
            if case .failure(let error) = sources.files.read(value) {
                "file \"\(value)\" cannot be read: \(error.reason)"
            } else {
                nil
            }
        case .oneOf(let words):
            words.contains(value) ? nil : "\"\(value)\" is none of \(words.joined(separator: ", "))"
        case .text:
            SecretText.problem(in: value, mayHoldBlanks: true)
        case .secret, .signingSecret, .key, .secretURL, .proxy, .inboundSecrets: nil
        }
    }

    private static func problem(inURL text: String, schemes: [String]) -> String? {
        EndpointURL.problem(in: text, schemes: schemes) ?? EndpointURL.clearTextProblem(in: text)
    }

    private static func problem(inKey text: String) -> String? {
        let isKey = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        return isKey ? nil : "a key of letters and digits is expected; copy it without what stands around it"
    }

    /// A proxy without a password may be written out.
    static func proxyProblem(in value: String, isWrittenOut: Bool) -> String? {
        let expected = ["http", "https"]
        let parts = value.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return EndpointURL.problem(in: value, schemes: expected) }
        guard !isWrittenOut else {
            return "the proxy's password stands in the table; write { env: NAME } or { file: PATH } instead"
        }
        // As one address without what is to stay secret, and as one without the `@`, so that both are looked at.
        guard let scheme = expected.first(where: { value.lowercased().hasPrefix("\($0)://") }) else {
            return EndpointURL.problem(in: value, schemes: expected)
        }
        return EndpointURL.problem(in: "\(scheme)://\(parts[1])", schemes: expected)
            ?? EndpointURL.problem(
                in: "\(scheme)://x/\(parts[0].dropFirst(scheme.count + 3))", schemes: expected)
    }

    private static let shortestSigningSecret = 16

    /// Who knows a message and its signature can try secrets as fast as they can compute.
    private func warn(ofShort secret: Secret, _ setting: Setting) {
        guard secret.reveal.utf8.count < Self.shortestSigningSecret else { return }
        setting.node.warn(
            "\(setting.name) is shorter than \(Self.shortestSigningSecret) characters: it can be guessed from one signed "
                + "message, and a signature proves nothing then; use one such as openssl rand -hex 32 prints")
    }

    private func report(_ reason: String?, of setting: Setting) {
        if let reason { setting.node.problem("\(setting.name): \(reason)") }
    }
}
