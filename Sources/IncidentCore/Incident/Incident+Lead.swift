extension Incident {
    /// The incident that an alert opens, which leads it.
    package init(opening lead: Lead, groupKey: String, at now: Timestamp) {
        self.init(
            priority: lead.classification.priority, rule: lead.classification.rule, title: lead.title,
            groupKey: groupKey, lead: lead.fingerprint, labels: lead.labels, openedAt: now, newsAt: now)
    }

    /// Names the incident after its lead as it is now.
    ///
    /// - Returns: whether another alert leads than before.
    mutating func follow(_ lead: Lead) -> Bool {
        let isAnother = self.lead != nil && self.lead != lead.fingerprint
        (self.lead, title, labels) = (lead.fingerprint, lead.title, lead.labels)
        (priority, rule) = (lead.classification.priority, lead.classification.rule)
        return isAnother
    }

    /// Whether somebody is asked for: nobody has taken it, or something joined that the owner has not confirmed.
    package var waitsForSomebody: Bool { status == .triggered || taking.openQuestion != nil }

    /// Whether who has taken it is to renew that soon: they were reminded of its end, or are not to be.
    package func canRenew(_ person: String) -> Bool {
        status == .acknowledged && acknowledgedBy == person && taking.until != nil
            && taking.remindOwnerAt == nil && !taking.isSnoozed
    }

    /// `snoozed by alice until …`; `nil` where it is not.
    package var snoozeWords: String? {
        guard status == .acknowledged, taking.isSnoozed else { return nil }
        return "snoozed by \(acknowledgedBy ?? "somebody")\(taking.untilWords)"
    }

    /// `handed over to Bob by alice`; `nil` once it was taken.
    package var handOverWords: String? {
        guard status == .acknowledged, let giver = taking.handedOverBy else { return nil }
        return "handed over to \(acknowledgedBy ?? "somebody") by \(giver)"
    }

    /// What `acknowledgedAt` is the time of.
    package var takingName: String {
        taking.handedOverBy != nil ? "Handed over" : taking.isSnoozed ? "Snoozed" : "Acknowledged"
    }

    /// What fires beside the lead, and may, for the end of a line: ` and 2 more alerts fire`; empty when nothing does.
    package var othersFiring: String {
        switch firingCount {
        case ...0: hidden.isEmpty ? "" : "; \(firingWords)"
        case 1: hidden.moreWords
        case 2: " and 1 more alert fires\(hidden.moreWords)"
        default: " and \(firingCount - 1) more alerts fire\(hidden.moreWords)"
        }
    }
}
