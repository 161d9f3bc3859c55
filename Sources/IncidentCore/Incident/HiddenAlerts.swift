/// Alerts of which we know only that there are so many: they may fire.
package struct HiddenAlerts: Sendable, Equatable {
    /// Those that Alertmanager left out of a body (`max_alerts`).
    package var byAlertmanager: Int
    /// Those of a body that had more than are kept.
    package var notKept: Int

    package init(byAlertmanager: Int = 0, notKept: Int = 0) {
        self.byAlertmanager = max(0, byAlertmanager)
        self.notKept = max(0, notKept)
    }

    package static let none = HiddenAlerts()

    package var count: Int { byAlertmanager + notKept }
    package var isEmpty: Bool { count == 0 }

    /// Behind how many fire: `, 2 more hidden by Alertmanager (max_alerts)`, `, 2000 more are not kept and may fire`; empty
    /// where all is known.
    package var moreWords: String {
        let hidden = byAlertmanager > 0 ? ", \(byAlertmanager) more hidden by Alertmanager (max_alerts)" : ""
        let isOne = notKept == 1
        return hidden + (notKept > 0 ? ", \(notKept) more \(isOne ? "is" : "are") not kept and may fire" : "")
    }

    /// Where none fires of those that we know: `2 that Alertmanager hides may`, `2000 that are not kept may`.
    package var mayWords: String {
        var parts: [String] = []
        if byAlertmanager > 0 { parts.append("\(byAlertmanager) that Alertmanager hides") }
        if notKept > 0 { parts.append("\(notKept) that \(notKept == 1 ? "is" : "are") not kept") }
        return parts.joined(separator: " and ") + " may"
    }

    /// What goes on beside so many alerts: `1 alert still fires`, `2 that Alertmanager hides may fire`.
    package func stillFiringWords(beside firing: Int) -> String {
        firing == 0 && !isEmpty ? "\(mayWords) fire" : firing.alertsStillFiring + moreWords
    }
}
