internal import IncidentCore

extension TableNode {
    /// `http` of a collector.
    func httpQuestion(from sources: SettingSources) -> HTTPQuestion? {
        guard let fields = mapping(keys: ["url", "method", "expect", "certificate_days", "level"] + HTTPAccess.keys)
        else { return nil }
        let method = fields["method"].map { $0.choice(of: HTTPQuestion.Method.self) } ?? .get
        let expected = fields["expect"].map { $0.statuses() } ?? []
        let level = fields["level"].map { $0.choice(of: FindingLevel.self) } ?? .critical
        let place = fields.required("url")
        let url = place?.urlTemplate()
        let sample = url.map { HTTPQuestion(url: $0).sample } ?? ""
        let hasCertificate = !sample.lowercased().hasPrefix("http:")
        if !hasCertificate {
            fields["certificate_days"]?.problem("certificate_days has no effect with http; leave it out")
        }
        let days = hasCertificate ? fields["certificate_days"].map { $0.integer(in: 0...365) } ?? 14 : 0
        guard let place, let url else { return nil }
        let access = HTTPAccess(fields, to: [(sample, place)], from: sources, isLoginMeant: true)
        guard let method, let expected, let days, let level else { return nil }
        return HTTPQuestion(
            url: url, method: method, expected: expected, certificateDays: days, level: level, access: access)
    }

    /// - Returns: `nil` after a problem.
    private func urlTemplate() -> ArgumentTemplate? {
        guard let text = text("a URL such as https://api.example.com/health") else { return nil }
        let template: ArgumentTemplate
        do throws(ArgumentTemplateError) {
            template = try ArgumentTemplate(text.trimmingBlanks())
        } catch {
            problem("\(label): \(error.description)")
            return nil
        }
        let sample = HTTPQuestion(url: template).sample
        let refusal =
            HTTPQuestion.refusal(of: template) ?? EndpointURL.problem(in: sample, schemes: ["http", "https"])
            ?? EndpointURL.hostProblem(in: sample)
            ?? (sample.contains("://[") ? "an IPv6 address is not asked; write the host's name" : nil)
            ?? Self.secretProblem(in: sample)
        if let refusal { problem("\(label): \(refusal)") }
        return refusal == nil ? template : nil
    }

    private static func secretProblem(in url: String) -> String? {
        Redactions.builtIn.redact(url).count == 0
            ? nil
            : "it holds a password or token, which would be in each artifact; write token, or username and password, "
                + "as { env: NAME } or { file: PATH }"
    }

    /// One, or a list.
    private func statuses() -> [Int]? {
        guard isList else { return integer(in: 100...599).map { [$0] } }
        guard let statuses = list(of: "statuses", { $0.integer(in: 100...599) }) else { return nil }
        if statuses.isEmpty { problem("\(label) is empty; name a status such as 200, or leave \(label) out") }
        return statuses.isEmpty ? nil : statuses
    }
}
