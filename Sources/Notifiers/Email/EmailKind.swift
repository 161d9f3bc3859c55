package import IncidentCore

/// Mail through a submission server.
package enum EmailKind {
    package static let profile = NotifierProfile(
        kind: NotifierKind("email"),
        // Greylisting wants minutes, and a server may be down for hours.
        retry: RetryPolicy(
            delays: [5, 30, 60, 120, 300, 600, 900].map(Duration.seconds), jitter: 0.2,
            giveUpAfter: .seconds(4 * 3600)),
        limits: SendingLimits(perAddress: 2, rate: DeliveryRate(burst: 50, perSecond: 10)),
        // A single reply may take a minute of it.
        timeouts: DeliveryTimeouts(connect: .seconds(10), total: .seconds(90)),
        spoolSuffix: "eml",
        endpoint: EndpointDescription(
            fields: [
                EndpointField("smtp", .url(schemes: ["smtp", "smtps"]), isRequired: true),
                EndpointField("starttls", .oneOf(EmailEndpoint.StartTLS.allCases.map(\.rawValue))),
                EndpointField("from", .sender), EndpointField("username", .text), EndpointField("password", .secret),
                EndpointField("ca_file", .file),
            ],
            credential: "smtp", problems: problems),
        method: MethodDescription(
            address: .mail, aliases: ["direct"], forms: ["email", "email someone@example.com"]))

    static let definition = NotifierDefinition(
        profile: profile,
        notifier: { settings, effects in
            EmailEndpoint(settings).map { .email($0, smtp: effects.smtp) }
        },
        spoolContent: { message, settings in
            guard let from = MailAddress(settings.sender), let to = MailAddress(message.notification.method.address)
            else { return nil }
            return EmailMessage.render(message, from: from, to: to).content
        },
        spoolBulletin: { message, settings in
            guard let from = MailAddress(settings.sender), let to = MailAddress(message.owed.method.address)
            else { return nil }
            return EmailMessage.render(message, from: from, to: to).content
        })

    private static func problems(_ reading: EndpointReading) -> [EndpointProblem] {
        let (username, password) = (reading["username"], reading["password"])
        let hasUsername = reading.settings.texts["username"] != nil
        let hasPassword = reading.settings.secrets["password"] != nil
        var problems: [EndpointProblem] = []
        if let username, hasUsername, !hasPassword {
            let remedy = password?.remedy ?? "add password: { env: NAME }"
            problems.append(
                EndpointProblem(at: "username", "\(username.name) is set and there is no password; \(remedy)"))
        }
        if let password, hasPassword, !hasUsername {
            let remedy = username?.remedy ?? "add username"
            problems.append(
                EndpointProblem(at: "password", "\(password.name) is set and there is no user name; \(remedy)"))
        }
        if let password, EmailEndpoint(reading.settings)?.wouldShowPassword ?? false {
            let words = "is set and starttls is never: the password would go in clear; use required, or smtps://"
            problems.append(EndpointProblem(at: "password", "\(password.name) \(words)"))
        }
        return problems
    }
}

extension EmailEndpoint {
    init?(_ settings: EndpointSettings) {
        guard let url = settings.texts["smtp"] else { return nil }
        self.init(
            url: url, startTLS: settings.texts["starttls"].flatMap(StartTLS.init(rawValue:)) ?? .required,
            sender: settings.sender, username: settings.texts["username"], password: settings.secrets["password"],
            caFile: settings.texts["ca_file"])
    }
}

extension EndpointSettings {
    /// Also that of the mails in the spool.
    fileprivate var sender: String { texts["from"] ?? "responder@localhost" }
}
