/// What is done about each alert of a webhook body, decided from the body, what the store knows, the tables and the
/// time of receipt.
///
/// The store is read before and written after by the caller, in one transaction; nothing here does either.
package struct IntakePlan: Sendable, Equatable {
    /// One for each alert, in the order of the body.
    package let steps: [Step]

    package enum Step: Sendable, Equatable {
        /// Of an alert that fires.
        case shows(Showing)
        /// Of an alert that is resolved.
        case ends(Ending)
        /// A heartbeat, whatever it says.
        case beats(Heartbeat)
        /// The body has another word about the same alert, which counts: the step at that place.
        case yields(to: Int)

        package var beginning: Beginning? { if case .shows(.begins(let beginning)) = self { beginning } else { nil } }

        /// The same with what is kept of its alert; what was decided was by what came.
        package func kept(as alert: Alert) -> Step {
            guard let beginning else { return self }
            return .shows(
                .begins(
                    Beginning(alert: alert, classification: beginning.classification, origin: beginning.origin)))
        }
    }

    /// - Parameter known: what the store knows of each alert, in the order of `alerts`.
    package init(for alerts: [Alert], known: [KnownAlert], tables: RoutingTables, at now: Timestamp) {
        let lastWords = Self.lastWords(of: alerts)
        var steps: [Step] = []
        steps.reserveCapacity(alerts.count)
        // No closure, which would hold a copy of the tables.
        for place in alerts.indices {
            let last = lastWords[alerts[place].fingerprint] ?? place
            steps.append(Self.step(alerts[place], known[place], tables, at: now, yieldsTo: last == place ? nil : last))
        }
        self.steps = steps
    }

    /// - Parameter last: the place of another word that counts in this one's stead.
    private static func step(
        _ alert: Alert, _ known: KnownAlert, _ tables: RoutingTables, at now: Timestamp, yieldsTo last: Int?
    ) -> Step {
        if let heartbeat = tables.heartbeat(of: alert) { return .beats(heartbeat) }
        if let last { return .yields(to: last) }
        return switch alert.status {
        case .firing:
            .shows(
                known.believe(
                    firing: alert, classification: tables.classifier.classify(alert.labels),
                    lateCopyWithin: tables.lateCopyWithin, at: now))
        case .resolved: .ends(known.believe(resolved: alert, at: now))
        }
    }

    /// The occurrences that begin.
    package var beginnings: [Beginning] { steps.compactMap(\.beginning) }

    /// Of each alert that a body holds more than once: the place of the latest start, and of equal starts of the end.
    private static func lastWords(of alerts: [Alert]) -> [String: Int] {
        guard alerts.repeatFingerprints else { return [:] }
        return Dictionary(alerts.indices.map { (alerts[$0].fingerprint, $0) }) { first, second in
            let (a, b) = (alerts[first], alerts[second])
            if a.startsAt != b.startsAt { return a.startsAt < b.startsAt ? second : first }
            return a.status == .resolved ? first : second
        }
    }
}

extension [Alert] {
    /// Whether two have the same fingerprint.
    package var repeatFingerprints: Bool {
        // Nearly every body has a few alerts, for which a set costs more than all the comparisons.
        guard count <= 8 else { return Set(lazy.map(\.fingerprint)).count < count }
        return indices.contains { place in self[..<place].contains { $0.fingerprint == self[place].fingerprint } }
    }
}
