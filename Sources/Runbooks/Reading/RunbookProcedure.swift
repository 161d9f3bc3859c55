package import IncidentCore

/// A part of a runbook that is for some alerts.
package struct RunbookProcedure: Sendable, Hashable {
    /// Its heading: `P1: Service Down`.
    package let name: String
    /// The alerts' priority, where the heading names one.
    package let priority: Priority?
    /// Their names; empty where the heading names none.
    package let alerts: [String]

    package init(name: String, priority: Priority? = nil, alerts: [String] = []) {
        (self.name, self.priority, self.alerts) = (name, priority, alerts)
    }

    /// The alerts it is for, in words.
    var words: String {
        let names = alerts.joined(separator: ", ")
        return switch (priority, alerts.isEmpty) {
        case (let priority?, true): "for priority \(priority.rawValue)"
        case (let priority?, false): "for \(names) of priority \(priority.rawValue)"
        case (nil, _): "for \(names)"
        }
    }
}

/// What else is known of a runbook when it is read.
package struct RunbookContext: Sendable {
    /// An alerting rule's name, with the address of the runbook that its annotations give.
    package struct KnownAlert: Sendable, Equatable {
        package let name: String
        package let runbook: String?

        package init(name: String, runbook: String?) { (self.name, self.runbook) = (name, runbook) }
    }

    package let alerts: [KnownAlert]
    /// Headings that a person says are procedures, in lower case.
    package let procedures: [String: RunbookProcedure]

    package init(alerts: [KnownAlert] = [], procedures: [String: RunbookProcedure] = [:]) {
        // One that is called otherwise would need an escape in a matcher; no rule that we know of is.
        self.alerts = alerts.filter { alert in
            !alert.name.isEmpty && alert.name.unicodeScalars.allSatisfy { $0.isInIdentifier || $0 == "-" || $0 == ":" }
        }
        self.procedures = procedures
    }

    /// The alerts whose annotations lead to a heading of a file, or to the file as a whole.
    func alerts(leadingTo file: String, anchor: String?) -> [String] {
        let base = Self.base(file)
        return alerts.filter { alert in
            guard let address = alert.runbook else { return false }
            let halves = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let fragment = halves.count == 2 && !halves[1].isEmpty ? halves[1].lowercased() : nil
            let path = halves[0].split(separator: "?", maxSplits: 1)[safe: 0] ?? ""
            return Self.base(String(path)) == base && fragment == anchor
        }.map(\.name)
    }

    /// Without folder and extension, in lower case.
    private static func base(_ path: String) -> String {
        let last = path.split(separator: "/").last ?? ""
        return (last.split(separator: ".").first ?? "").lowercased()
    }
}

extension Collection {
    fileprivate subscript(safe offset: Int) -> Element? {
        dropFirst(offset).first
    }
}
