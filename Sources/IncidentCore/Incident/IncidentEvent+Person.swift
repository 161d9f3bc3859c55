extension Incident {
    /// A person's name as who has the incident, or has handed it over, writes it, where that is the same person.
    package func name(of person: String) -> String {
        [acknowledgedBy, taking.handedOverBy].compactMap(\.self).first { PersonName.isSame($0, person) } ?? person
    }
}

extension IncidentEvent {
    /// The same, with the name of who does it as `name` has it.
    func done(byThe name: (String) -> String) -> IncidentEvent {
        func named(_ deed: Deed) -> Deed { Deed(by: name(deed.by), why: deed.why, way: deed.way) }
        switch self {
        case .acknowledged(let person, let expiresAfter, let names, let way, let remindBefore):
            return .acknowledged(
                by: name(person), expiresAfter: expiresAfter, covering: names, way: way, remindBefore: remindBefore)
        case .resolved(let person, let remindAfter, let way):
            return .resolved(by: name(person), remindAfter: remindAfter, way: way)
        case .noted(let person, let text): return .noted(by: name(person), text: text)
        case .reopened(let deed, let change, let terms): return .reopened(named(deed), change, terms)
        case .stepTicked(let deed, let title, let isDone):
            return .stepTicked(named(deed), title: title, isDone: isDone)
        case .diagnosisRequested(let deed, let collector, let isPending):
            return .diagnosisRequested(named(deed), collector: collector, isPending: isPending)
        case .unacknowledged(let deed): return .unacknowledged(named(deed))
        case .snoozed(let deed, let end, let names): return .snoozed(named(deed), until: end, covering: names)
        case .handedOver(let deed, let contact, let terms): return .handedOver(named(deed), to: contact, terms)
        case .escalated(let deed): return .escalated(named(deed))
        case .responderAdded(let deed, let contact): return .responderAdded(named(deed), contact: contact)
        case .opened, .alertsChanged, .acknowledgementExpired, .confirmationMissed, .wentQuiet, .reminded,
            .ownerReminderDue, .silenced, .silenceEnded, .responseMissed:
            return self
        }
    }
}
