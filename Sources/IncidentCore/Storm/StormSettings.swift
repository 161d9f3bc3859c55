/// `storm` in `routes/escalation.yaml`: how much one address is sent of itself.
package struct StormSettings: Sendable, Equatable {
    /// Messages to one address; what comes beyond is held back and told together, in one message a minute.
    package let notificationsPerMinute: Int

    package init(notificationsPerMinute: Int) {
        self.notificationsPerMinute = notificationsPerMinute
    }

    package static let range = 1...1000
}
