/// An alerting rule as Prometheus reads it: what its alerts will have for labels, as far as that is written down.
package struct AlertingRule: Sendable, Equatable {
    package let name: String
    package let group: String
    /// As it was opened, with the line on which the rule begins.
    package let file: String
    package let line: Int
    /// How long its expression must hold; `nil` where the rule does not say.
    package let holdsFor: Duration?
    /// As they are written: a value may hold a template.
    package let labels: [String: String]
    /// Where its annotations say that its runbook is, as it is written; `nil` where they do not.
    package let runbook: String?

    package init(
        name: String, group: String, file: String, line: Int, holdsFor: Duration? = nil, labels: [String: String] = [:],
        runbook: String? = nil
    ) {
        self.name = name
        self.group = group
        self.file = file
        self.line = line
        self.holdsFor = holdsFor
        self.labels = labels
        self.runbook = runbook
    }

    /// Whether what a label says is known only when the alert fires: Prometheus expands what stands in double braces.
    package static func isTemplate(_ value: String) -> Bool { value.contains("{{") }

    /// The labels whose values are written as templates.
    package var templated: [String] { labels.filter { Self.isTemplate($0.value) }.map(\.key).sorted() }

    /// What is known of its alerts' labels. What the expression's series bring is not.
    ///
    /// - Parameter assumed: of labels that the rule does not write itself; a template is a value that is not known.
    package func foreseen(assuming assumed: [String: String] = [:]) -> ForeseenLabels {
        // Prometheus sets the name last, whatever the labels say.
        let all = assumed.merging(labels) { $1 }.merging(["alertname": name]) { $1 }
        return ForeseenLabels(all.filter { !Self.isTemplate($0.value) })
    }
}
