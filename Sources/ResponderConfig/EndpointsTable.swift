internal import IncidentCore

/// `routes/endpoints.yaml`: how mail, PagerDuty and Slack are reached. What has no credentials goes to the spool.
struct EndpointsTable {
    var endpoints = Endpoints()
    /// Every Slack channel of the file; `nil` when the file could not be read.
    var channels: [String]?

    init() {}

    init(reading root: TableNode, from sources: SettingSources) {
        guard
            let table = root.mapping(keys: ["endpoints"])?.required("endpoints")?
                .mapping(keys: ["email", "pagerduty", "slack"])
        else { return }
        if let email = table["email"] {
            (endpoints.email, endpoints.sender) = Self.email(email, from: sources, sender: endpoints.sender)
        } else {
            table.node.warn("there is no email endpoint, mail goes to the spool; add email with smtp to send it")
        }
        if let pagerduty = table["pagerduty"] {
            endpoints.pagerduty = Self.pagerduty(pagerduty, from: sources)
        } else {
            table.node.warn(
                "there is no pagerduty endpoint, pages go to the spool; add pagerduty with routing_key to send them")
        }
        channels = []
        guard let slack = table["slack"]?.mapping(keys: ["channels"]), let list = slack.required("channels") else {
            return
        }
        for (name, entry) in list.entries() ?? [] {
            channels?.append(name)
            endpoints.slackChannels.updateValue(Self.slack(name, entry, from: sources), forKey: name)
        }
    }

    private static func email(
        _ node: TableNode, from sources: SettingSources, sender: String
    ) -> (EmailEndpoint?, String) {
        let keys = ["smtp", "starttls", "from", "username", "password", "ca_file"]
        guard let fields = node.mapping(keys: keys) else { return (nil, sender) }
        func setting(_ key: String) -> Setting? { fields[key].flatMap { Setting($0, from: sources) } }
        let from = setting("from")
        if let from, let value = from.value, let reason = MailAddress.problem(inSender: value) {
            from.node.problem("\(from.name): \(reason)")
        }
        let startTLS = setting("starttls").flatMap(Self.startTLS) ?? .required
        let (username, password) = (setting("username"), setting("password"))
        let secret = password?.secret()
        checkSignIn(username, password, secret)
        let caFile = setting("ca_file").flatMap { Self.readable($0, from: sources) }
        guard let smtp = fields.required("smtp").flatMap({ Setting($0, from: sources) }) else { return (nil, sender) }
        guard let url = smtp.value else {
            smtp.node.warn("smtp is not set, mail goes to the spool; \(smtp.remedy) to send it")
            return (nil, from?.value ?? sender)
        }
        if let reason = EndpointURL.problem(in: url, schemes: ["smtp", "smtps"]) {
            smtp.node.problem("\(smtp.name): \(reason)")
        }
        let endpoint = EmailEndpoint(
            url: url, startTLS: startTLS, username: username?.value, password: secret, caFile: caFile)
        if endpoint.wouldShowPassword, let password {
            password.node.problem(
                "\(password.name) is set and starttls is never: the password would go in clear; use required, or smtps://"
            )
        }
        return (endpoint, from?.value ?? sender)
    }

    private static func startTLS(_ setting: Setting) -> EmailEndpoint.StartTLS? {
        guard let word = setting.value else { return nil }
        if let value = EmailEndpoint.StartTLS(rawValue: word) { return value }
        let words = EmailEndpoint.StartTLS.allCases.map(\.rawValue).joined(separator: ", ")
        setting.node.problem("\(setting.name) is \"\(word)\"; one of \(words) is expected")
        return nil
    }

    private static func checkSignIn(_ username: Setting?, _ password: Setting?, _ secret: Secret?) {
        if let username, username.value != nil, secret == nil {
            let remedy = password?.remedy ?? "add password: { env: NAME }"
            username.node.problem("\(username.name) is set and there is no password; \(remedy)")
        }
        if let password, secret != nil, username?.value == nil {
            let remedy = username?.remedy ?? "add username"
            password.node.problem("\(password.name) is set and there is no user name; \(remedy)")
        }
    }

    private static func readable(_ setting: Setting, from sources: SettingSources) -> String? {
        guard let path = setting.value else { return nil }
        if case .failure(let error) = sources.files.read(path) {
            setting.node.problem("\(setting.name): file \"\(path)\" cannot be read: \(error.reason)")
        }
        return path
    }

    private static func pagerduty(_ node: TableNode, from sources: SettingSources) -> PagerDutyEndpoint? {
        guard let fields = node.mapping(keys: ["events_v2", "routing_key"]) else { return nil }
        let url = fields["events_v2"].flatMap { Setting($0, from: sources) }
        if let url, let value = url.value, let reason = EndpointURL.problem(in: value, schemes: ["https", "http"]) {
            url.node.problem("\(url.name): \(reason)")
        }
        guard let key = fields.required("routing_key").flatMap({ Setting($0, from: sources) }) else { return nil }
        if key.value == nil {
            key.node.warn("routing_key is not set, pages for PagerDuty go to the spool; \(key.remedy) to send them")
        }
        return key.secret().map {
            PagerDutyEndpoint(eventsURL: url?.value ?? "https://events.pagerduty.com/v2/enqueue", routingKey: $0)
        }
    }

    private static func slack(_ name: String, _ entry: TableEntry, from sources: SettingSources) -> SlackWebhook? {
        guard name.hasPrefix("#"), name.count > 1, !name.contains(where: \.isWhitespace) else {
            entry.value.problem("channel \"\(name)\" must begin with # and have no blanks, such as \"#database\"")
            return nil
        }
        guard let webhook = entry.value.mapping(keys: ["webhook"])?.required("webhook"),
            let setting = Setting(webhook, from: sources)
        else { return nil }
        guard setting.value != nil else {
            webhook.warn("webhook is not set, messages for \(name) go to the spool; \(setting.remedy) to send them")
            return nil
        }
        guard let secret = setting.secret() else { return nil }
        if let reason = EndpointURL.problem(in: secret.reveal, schemes: ["https", "http"]) {
            webhook.problem("\(setting.name): \(reason)")
        }
        return SlackWebhook(url: secret)
    }
}
