/// Something that somebody is to be told about an incident by one contact method; the gate decides whether, and when.
package struct Telling: Sendable, Equatable {
    package let cause: Cause
    /// The role it is for.
    package let contact: String
    package let method: ContactMethod
    /// The contact's methods after this one, for when it fails.
    package let remaining: [ContactMethod]
    /// Why it is told, in words: `step 2 of policy "database"`.
    package let reason: String
    /// Within that time from when it is due this method, or one of those after it, is to be through; `nil` is no time.
    package let deliverWithin: Duration?

    /// Who wants it told.
    package enum Cause: Sendable, Equatable {
        /// A step of the policy with this name.
        case step(policy: String)
        /// Nobody has taken it when this policy had run out.
        case lastResort(policy: String)
        /// The owner must confirm urgent alerts that joined.
        case confirmation
        /// Nobody has it any more, outside the steps: its owner, and where an alert of ours stands acknowledged.
        case released
        /// It is open again, and they had it, or were called in, before it was over.
        case reopened
        /// Another method of the contact has failed, or does not get through; the policy is that of its message, and so is
        /// the person who asked for it.
        case fallback(policy: String?, askedBy: String? = nil)
        /// News for those who were told; rings nobody.
        case update
        case acknowledged, resolved
        /// What the owner was asked has ended: it is as it was when they had taken it.
        case lapsed
        /// A person wants this contact told: by the next step of a policy, which goes with it; or, without one, beside
        /// whoever has the incident.
        case request(policy: String?, by: String)
        /// A person has done something that those told hear of, and they need not.
        case done(by: String)
        /// The owner will have it no longer.
        case reminder
        /// A person has taken back that it is over, of which they were told.
        case takenBack(by: String)
    }

    package init(
        _ cause: Cause, contact: String, method: ContactMethod, remaining: [ContactMethod] = [], reason: String,
        deliverWithin: Duration? = nil
    ) {
        self.cause = cause
        self.contact = contact
        self.method = method
        self.remaining = remaining
        self.reason = reason
        self.deliverWithin = deliverWithin
    }
}

extension Telling {
    /// What a role's contact is told at once: by its first method with the others behind it, or by all.
    package static func page(
        _ cause: Cause, _ contact: Contact, methods: MethodChoice, reason: String, deliverWithin: Duration? = nil
    ) -> [Telling] {
        let path = contact.methods(methods)
        guard methods != .all else {
            return path.map {
                Telling(cause, contact: contact.role, method: $0, reason: reason, deliverWithin: deliverWithin)
            }
        }
        guard let first = path.first else { return [] }
        return [
            Telling(
                cause, contact: contact.role, method: first, remaining: Array(path.dropFirst()), reason: reason,
                deliverWithin: deliverWithin)
        ]
    }

    package var event: NotificationEvent {
        switch cause {
        case .step, .lastResort, .confirmation, .released, .reopened, .fallback, .request: .page
        case .update, .done, .reminder, .takenBack: .update
        case .acknowledged, .lapsed: .acknowledged
        case .resolved: .resolved
        }
    }

    /// How the reason ends of what a drill tells: a person waits for it, so that no storm holds it back.
    package static let ofDrill = ", a drill: somebody \(Notification.askedForWords)"

    /// How the reason begins of what a policy's last resort is told.
    package static func lastResortReason(of policy: String) -> String { "last resort of policy \"\(policy)\"" }

    /// The whole reason of what only those hear who were told before.
    package static let toldBefore = "told of this incident before"

    /// The whole reason of what who had it hears beside those.
    package static let hadItBefore = "had this incident until then"

    /// How the reason begins of what is told because somebody has taken it from another.
    static let takenOver = "taken over from "

    package static func takenOver(from former: String, by person: String) -> String {
        "\(takenOver)\(former) by \(person)"
    }

    /// How the reason begins of what is told because it is open again.
    static let reopenedReason = "open again; this contact "

    /// The policy whose escalation it belongs to.
    package var policyName: String? {
        switch cause {
        case .step(let policy), .lastResort(let policy), .fallback(let policy?, _), .request(let policy?, _): policy
        case .fallback(nil, _), .request(nil, _), .confirmation, .released, .reopened, .update, .acknowledged,
            .resolved, .lapsed, .done, .reminder, .takenBack:
            nil
        }
    }

    /// The person for whose sake it is told although somebody has the incident.
    package var askedBy: String? {
        switch cause {
        case .request(nil, let person): person
        case .fallback(_, let person): person
        case .step, .lastResort, .request, .confirmation, .released, .reopened, .update, .acknowledged, .resolved,
            .lapsed, .done, .reminder, .takenBack:
            nil
        }
    }
}

extension Telling.Cause {
    /// Whether a silence keeps it back. What lets something rest that rings for what was told before goes out, and so does
    /// what a person asks of another.
    var isSilenced: Bool {
        switch self {
        case .step, .lastResort, .confirmation, .released, .reopened, .fallback(_, nil), .update, .done, .reminder,
            .takenBack:
            true
        case .acknowledged, .resolved, .lapsed, .request, .fallback: false
        }
    }
}
