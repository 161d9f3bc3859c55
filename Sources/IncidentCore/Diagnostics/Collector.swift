/// A named, read-only diagnostic with a time limit and an output limit; one row of `routes/collectors.yaml`.
package struct Collector: Sendable, Equatable {
    package let name: String
    /// The runbook's procedure it comes from: `P1: Service Down`.
    package let procedure: String
    package let when: Selector
    package var source: CollectorSource
    package let filters: [OutputFilter]
    package let findings: [FindingRule]
    package let timeout: Duration
    package let outputLimitBytes: Int
    /// For how long after it was asked the same question of another incident has the same answer; zero is never.
    package private(set) var shareFor: Duration
    package let sandbox: Sandbox
    /// The names of variables of our environment that its program gets besides those that every one gets: what holds a
    /// password reaches none that does not name it.
    package let variables: [String]
    /// How often it is asked while nothing is wrong, for incidents to be compared with; `nil` is never.
    package let baseline: Duration?

    package init(
        name: String, procedure: String, when: Selector, source: CollectorSource, filters: [OutputFilter] = [],
        findings: [FindingRule] = [], timeout: Duration = .seconds(10), outputLimitBytes: Int = 256 * 1024,
        shareFor: Duration = .zero, sandbox: Sandbox = .none, variables: [String] = [], baseline: Duration? = nil
    ) {
        self.name = name
        self.procedure = procedure
        self.when = when
        self.source = source
        self.filters = filters
        self.findings = findings
        self.timeout = timeout
        self.outputLimitBytes = outputLimitBytes
        self.shareFor = shareFor
        self.sandbox = sandbox
        self.variables = variables
        self.baseline = baseline
        if readsFields { self.source = source.readingFields }
    }
}

/// What shuts a collector's program in, besides its limits.
package enum Sandbox: String, Sendable, CaseIterable {
    case none
    /// Bubblewrap: a view of the machine in which nothing can be written, without network.
    case bubblewrap
    case bubblewrapWithNetwork = "bubblewrap-with-network"
}

extension Collector {
    /// The same that takes no answer which another run got before.
    package var askingAnew: Collector {
        var collector = self
        collector.shareFor = .zero
        return collector
    }

    /// The same that asks what it measures there.
    package func at(_ prometheus: PrometheusServer?) -> Collector {
        var collector = self
        collector.source = source.at(prometheus)
        return collector
    }

    /// Whether it runs a program that no grammar knows.
    package var isTrusted: Bool {
        guard case .run(let command) = source, let program = command.words.first else { return false }
        return !ReadOnlyGrammar.knows(program.text)
    }

    /// What it would ask about an alert; `nil` where it must not.
    package func question(for subject: CollectorSubject) -> [String]? {
        try? source.question(for: subject, limit: timeout)
    }
}

/// For which incidents a collector or a next step is meant: those that one of its cases takes.
package struct Selector: Sendable, Equatable {
    let cases: [Case]

    struct Case: Sendable, Equatable {
        /// Empty is every priority.
        let priorities: [Priority]
        let matchers: AlertSelector

        func takes(_ priority: Priority) -> Bool { priorities.isEmpty || priorities.contains(priority) }
    }

    package init(priorities: [Priority] = [], matchers: AlertSelector = []) {
        cases = [Case(priorities: priorities, matchers: matchers)]
    }

    package init(anyOf selectors: [Selector]) { cases = selectors.flatMap(\.cases) }

    package func selects(_ priority: Priority, _ labels: Labels) -> Bool {
        cases.contains { $0.takes(priority) && $0.matchers.matches(labels) }
    }
}

/// A changing command of the runbook as the table has it.
package struct NextStepTemplate: Sendable, Equatable {
    package let procedure: String
    package let title: String
    package let when: Selector
    package let command: [ArgumentTemplate]
    /// Whether `command` is one text with pipes and the like, for a person to copy as it stands.
    package let isForShell: Bool

    package init(
        procedure: String, title: String, when: Selector, command: [ArgumentTemplate], isForShell: Bool = false
    ) {
        self.procedure = procedure
        self.title = title
        self.when = when
        self.command = command
        self.isForShell = isForShell
    }
}
