/// What becomes of one line of a runbook.
package struct RunbookLine: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case collector
        case nextStep = "next step"
        case contact
        case classification
        case threshold
        /// For people to read, and nothing to import.
        case prose
    }

    /// From 1.
    package let number: Int
    package let text: String
    package let kind: Kind
    /// What decided.
    package let rule: String
    /// What it becomes, or would become where it is left out; empty where that is nothing.
    package let becomes: String
}

/// One runbook as it was read.
package struct RunbookReading: Sendable, Equatable {
    /// Without its folder.
    package let file: String
    package let lines: [RunbookLine]
    package let parts: RunbookParts
    /// Those that `RunbookContext.procedures` can name, as they stand there.
    package let headings: [String]
    /// What is to be looked at before any of it is used.
    package let warnings: [String]
}

/// What runbooks say that tables hold.
package struct RunbookParts: Sendable, Equatable {
    package struct Collector: Sendable, Equatable {
        package let name: String
        package let procedure: RunbookProcedure
        package let command: ReadingCommand
        /// The line above it that chooses the cluster it is for; `nil` where the runbook speaks of one alone.
        package let clusterLine: Int?
    }

    package struct NextStep: Sendable, Equatable {
        package let procedure: RunbookProcedure
        package let title: String
        package let command: String
        /// As a collector's.
        package let clusterLine: Int?
    }

    package struct Contact: Sendable, Equatable {
        package let role: String
        package let address: String
        /// As `contacts.yaml` has it.
        package let path: [String]
    }

    package struct Severity: Sendable, Equatable {
        package let level: SeverityLevel
        /// As the runbook says it, for people.
        package let meaning: String
        /// As Prometheus writes it; `nil` where nobody need be quick.
        package let respondWithin: String?
    }

    package struct Alert: Sendable, Equatable {
        package let name: String
        package let level: SeverityLevel
    }

    package internal(set) var collectors: [Collector] = []
    package internal(set) var nextSteps: [NextStep] = []
    package internal(set) var contacts: [Contact] = []
    package internal(set) var severities: [Severity] = []
    /// Alerts of which the runbook says how urgent they are.
    package internal(set) var alerts: [Alert] = []
    /// One sentence a row of a table of thresholds.
    package internal(set) var thresholds: [String] = []

    package init() {}
}
