package import IncidentCore
package import Transport

/// A kind of notifier, complete: what it says about itself, and the code that sends.
package struct NotifierDefinition: Sendable {
    package let profile: NotifierProfile
    /// The sender for one endpoint; `nil` when its settings leave it without what it needs.
    let notifier: @Sendable (EndpointSettings, NotifierEffects) -> Notifier?
    /// What the spool keeps of a message; `nil` when its addresses make none possible.
    let spoolContent: @Sendable (Message, EndpointSettings) -> [UInt8]?
    /// The same of a bulletin.
    var spoolBulletin: @Sendable (BulletinMessage, EndpointSettings) -> [UInt8]? = { _, _ in nil }
}

/// What notifiers do to the world outside.
package struct NotifierEffects: Sendable {
    package let http: HTTPClient
    package let smtp: SMTPClient

    package init(http: HTTPClient, smtp: SMTPClient) {
        self.http = http
        self.smtp = smtp
    }
}
