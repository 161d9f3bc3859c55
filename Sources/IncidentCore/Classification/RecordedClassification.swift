/// What the tables in force make of a classification that was recorded, maybe by tables that have changed since.
package struct RecordedClassification: Sendable, Equatable {
    package let recorded: Classification
    package let standing: Standing
    /// The conditions of what decided then, as the tables have it; empty where it is gone, or does not hold.
    package let held: [HeldCondition]
    /// What they would decide; `nil` where it is a heartbeat that they do not expect.
    package let today: ClassificationReason?

    package enum Standing: String, Sendable, CaseIterable, Encodable {
        /// They decide the same.
        case decides
        /// The same decides, and gives another priority.
        case givesAnother = "gives_another"
        /// It holds, and something before it decides.
        case isPreceded = "is_preceded"
        /// It is there, and does not hold on the labels as they are kept.
        case doesNotHold = "does_not_hold"
        /// It is not there.
        case isGone = "is_gone"
    }
}

extension RoutingTables {
    /// - Parameters:
    ///   - labels: those of the alert that was classified, as they are kept.
    ///   - fingerprint: of that alert.
    package func account(
        of recorded: Classification, _ labels: Labels, fingerprint: String
    ) -> RecordedClassification {
        guard fingerprint.hasPrefix(Heartbeat.fingerprintPrefix) else {
            return classifier.account(of: recorded, labels)
        }
        guard let heartbeat = heartbeats.first(where: { $0.classification.rule == recorded.rule }) else {
            return RecordedClassification(recorded: recorded, standing: .isGone, held: [], today: nil)
        }
        return RecordedClassification(
            recorded: recorded, standing: heartbeat.classification == recorded ? .decides : .givesAnother, held: [],
            today: ClassificationReason(heartbeat.classification, .heartbeat))
    }
}

extension Classifier {
    func account(of recorded: Classification, _ labels: Labels) -> RecordedClassification {
        let today = reason(for: labels)
        func account(_ standing: RecordedClassification.Standing, _ held: [HeldCondition]) -> RecordedClassification {
            RecordedClassification(recorded: recorded, standing: standing, held: held, today: today)
        }
        if today.classification == recorded { return account(.decides, today.held) }
        if today.classification.rule == recorded.rule { return account(.givesAnother, today.held) }
        if let rule = rules.first(where: { $0.name == recorded.rule }) {
            let held = rule.matchers.held(by: labels)
            return account(held == nil ? .doesNotHold : .isPreceded, held ?? [])
        }
        switch recorded.rule {
        case Classification.defaultRule: return account(.isPreceded, [])
        case Classification.priorityLabelRule: return account(.doesNotHold, [])
        case let rule:
            let isKnown = labels["severity"].flatMap(decision(ofSeverity:))?.rule == rule
            return account(isKnown ? .isPreceded : .isGone, [])
        }
    }
}
