/// Why an incident's collectors run.
package enum DiagnosisReason: String, Sendable, CaseIterable {
    case opened
    case reopened
    case priorityRaised = "priority_raised"
    /// An alert joined with which other arguments come than have been run.
    case joined
    /// A person asked.
    case requested
}

/// How one collector run ended.
package enum CollectorOutcome: String, Sendable, CaseIterable {
    /// It ran to its end with exit status 0.
    case succeeded
    /// It ran to its end with another exit status, or a signal ended it.
    case failed
    /// Its time limit ended it and all its children.
    case timedOut = "timed_out"
    /// The program is not installed here.
    case missing
    /// A label could not be bound safely; nothing was run.
    case notBound = "not_bound"

    /// Whether nothing was run, for a reason that stands where the output would: its source had just not answered another.
    package func isUnasked(after duration: Duration, exitStatus: Int? = nil) -> Bool {
        self == .failed && exitStatus == nil && duration == .zero
    }

    /// The same, and where nothing could be run.
    package func isNotRun(after duration: Duration, exitStatus: Int? = nil) -> Bool {
        self == .missing || self == .notBound || isUnasked(after: duration, exitStatus: exitStatus)
    }
}

/// What one collector run captured, redacted, as it is stored.
package struct DiagnosticArtifact: Sendable, Equatable {
    package var collector: String
    package var procedure: String
    /// The argv as it was run; what could be bound of it when nothing was.
    package var arguments: [String]
    package var startedAt: Timestamp
    package var duration: Duration
    /// `nil` when nothing ran or a signal ended it.
    package var exitStatus: Int?
    package var outcome: CollectorOutcome
    /// How many bytes the command wrote, whatever was kept of it.
    package var bytes: Int
    /// Whether more was written than is kept.
    package var truncated: Bool
    /// Standard output and standard error as they came, redacted and then filtered; or why nothing ran.
    package var output: String
    /// `nil` where nothing was asked.
    package var original: Original?
    package var findings: [Finding]
    /// What was measured, where something was; its names redacted.
    package var chart: Chart?
    /// What is different from before the incident; `nil` where there is nothing to compare it with.
    package var comparison: BaselineComparison?
    /// Who had not answered others before, so that nobody was asked; `nil` where somebody was, or nothing could be.
    package var silentTarget: String?
    /// Who was asked and said nothing until the time limit.
    package var unansweringTarget: String?
    /// Who answered here after not having answered others.
    package var answeringAgain: [String] = []

    package init(
        collector: String, procedure: String, arguments: [String], startedAt: Timestamp, duration: Duration,
        exitStatus: Int?, outcome: CollectorOutcome, bytes: Int, truncated: Bool, output: String,
        original: Original? = nil, findings: [Finding], chart: Chart? = nil
    ) {
        self.collector = collector
        self.procedure = procedure
        self.arguments = arguments
        self.startedAt = startedAt
        self.duration = duration
        self.exitStatus = exitStatus
        self.outcome = outcome
        self.bytes = bytes
        self.truncated = truncated
        self.output = output
        self.original = original
        self.findings = findings
        self.chart = chart
    }
}

/// What was captured before secrets were taken out of it.
package struct Original: Sendable, Equatable {
    /// In how many places there was one.
    package let redactions: Int
    /// Of all that was written, also of what was cut; in lower-case hexadecimal.
    package let sha256: String

    /// `2 secrets redacted`
    package var redactedWords: String {
        switch redactions {
        case 0: "nothing redacted"
        case 1: "1 secret redacted"
        default: "\(redactions) secrets redacted"
        }
    }

    package init(redactions: Int, sha256: String) {
        self.redactions = redactions
        self.sha256 = sha256
    }
}

/// A changing command of the runbook: shown, never run by us.
package struct NextStep: Sendable, Equatable {
    package let procedure: String
    package let title: String
    /// As a person would type it, filled in for the incident; `nil` when the step is no command.
    package let command: String?
    /// Who has done it, and when; `nil` where nobody has said so.
    package var done: Done?

    package struct Done: Sendable, Equatable {
        package let by: String
        package let at: Timestamp

        package init(by: String, at: Timestamp) {
            self.by = by
            self.at = at
        }
    }

    package init(procedure: String, title: String, command: String?, done: Done? = nil) {
        self.procedure = procedure
        self.title = title
        self.command = command
        self.done = done
    }
}
