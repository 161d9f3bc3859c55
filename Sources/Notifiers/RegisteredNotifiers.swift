package import IncidentCore

extension NotifierDefinition {
    /// All kinds of notifiers: the one list that names them.
    package static let registered = [
        PagerDutyKind.definition, EmailKind.definition, SlackKind.definition, WebhookKind.definition,
    ]
}

extension NotifierProfile {
    package static let registered = NotifierDefinition.registered.map(\.profile)
}
