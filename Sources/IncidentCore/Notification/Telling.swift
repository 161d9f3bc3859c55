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
        /// Another method of the contact has failed, or does not get through; the policy is that of its message.
        case fallback(policy: String?)
        /// News for those who were told; rings nobody.
        case update
        case acknowledged, resolved
        /// What the owner was asked has ended: it is as it was when they had taken it.
        case lapsed
    }

    package init(
        _ cause: Cause, contact: String, method: ContactMethod, remaining: [ContactMethod] = [], reason: String
    ) {
        self.cause = cause
        self.contact = contact
        self.method = method
        self.remaining = remaining
        self.reason = reason
    }
}

extension Telling {
    /// What a role's contact is told at once: by its first method with the others behind it, or by all.
    package static func page(
        _ cause: Cause, _ contact: Contact, methods: MethodChoice, reason: String
    ) -> [Telling] {
        let path = contact.methods(methods)
        guard methods != .all else {
            return path.map { Telling(cause, contact: contact.role, method: $0, reason: reason) }
        }
        guard let first = path.first else { return [] }
        return [
            Telling(cause, contact: contact.role, method: first, remaining: Array(path.dropFirst()), reason: reason)
        ]
    }

    package var event: NotificationEvent {
        switch cause {
        case .step, .lastResort, .confirmation, .released, .fallback: .page
        case .update: .update
        case .acknowledged, .lapsed: .acknowledged
        case .resolved: .resolved
        }
    }

    /// The policy whose escalation it belongs to.
    package var policyName: String? {
        switch cause {
        case .step(let policy), .lastResort(let policy), .fallback(let policy?): policy
        case .fallback(nil), .confirmation, .released, .update, .acknowledged, .resolved, .lapsed: nil
        }
    }
}
