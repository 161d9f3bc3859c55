// What follows when all that fires of it is silenced, and when that ends. README has the same in words.
extension Incident {
    /// Nobody more is told. Who was asked to confirm something is not asked any more: they will be when this ends.
    mutating func beSilenced(by silence: IncidentSilence) -> [IncidentAction] {
        guard self.silence != silence else { return [] }
        // Another one keeps on what the one before it has begun.
        let isFirst = self.silence == nil
        self.silence = silence
        guard isFirst else { return silencedRecord }
        // What a person asks of another stays.
        let isHandedOver = taking.handedOverBy != nil
        let wasAsked = !taking.unconfirmed.isEmpty && !isHandedOver
        taking.unconfirmed = []
        if !isHandedOver { taking.confirmBy = nil }
        return silencedRecord + (wasAsked ? [.withdrawQuestion(reason: silence.words)] : [])
            + [.holdEscalations(reason: silence.words)]
    }

    /// What is still open is told: the policies go on with the steps that are due, or who has taken it is asked about what
    /// joined meanwhile; and everybody told before hears of it.
    ///
    /// - Parameter asks: not where what fires takes it from its owner.
    mutating func endSilence(
        because reason: String, firing: [JoinedAlert], confirmWithin: Duration, asks: Bool = true, at now: Timestamp
    ) -> [IncidentAction] {
        guard silence != nil else { return [] }
        let asked =
            status == .acknowledged && asks ? askOwner(about: firing, confirmWithin: confirmWithin, at: now) : []
        return goOn(because: reason, at: now) + asked + [.tell(.update("silenced no more: \(reason)"))]
    }

    /// Whether what changed in its alerts makes it one of which nobody is told, or one of which somebody is. Where none
    /// fires that we know of it stays as it was.
    mutating func followSilence(_ change: AlertsChange, asks: Bool, at now: Timestamp) -> [IncidentAction] {
        if let silence = change.silence { return beSilenced(by: silence) }
        guard silence != nil, change.firing > 0 else { return [] }
        // What joined is told with all that it brings.
        guard change.joined.isEmpty else {
            return goOn(
                because: "\(change.joined.map(\.name).shortList) fires and is not silenced", with: change.joined,
                at: now)
        }
        let still = change.unsilenced.isEmpty ? "" : "; still firing: \(change.unsilenced.map(\.name).shortList)"
        return endSilence(
            because: (change.unsilencedBecause ?? "not all that fires is silenced") + still, firing: change.unsilenced,
            confirmWithin: change.confirmWithin, asks: asks, at: now)
    }

    /// - Parameter joined: what begins escalation as in a new incident; where there is none it goes on where it stood.
    private mutating func goOn(
        because reason: String, with joined: [JoinedAlert] = [], at now: Timestamp
    ) -> [IncidentAction] {
        silence = nil
        newsAt = now
        let words = "silenced no more: \(reason)"
        guard status == .triggered else {
            return [.record(TimelineDraft(.silenceEnded, words)), .releaseEscalations]
        }
        let follows = joined.isEmpty ? "escalation goes on" : "escalation begins with it"
        return [
            .record(TimelineDraft(.silenceEnded, "\(words); \(follows)")),
            joined.isEmpty ? .releaseEscalations : .cover(joined, .unsilenced),
            // Who had it may have it no more since, and where it still stands as taken nothing else rings.
            .tell(.released(words, owner: nil)),
        ]
    }

    /// What of it counts for nothing, while the rest is told.
    func recordHushed(_ change: AlertsChange) -> [IncidentAction] {
        guard let hushed = change.hushed else { return [] }
        let names = hushed.alerts.map(\.name).shortList
        let fires = hushed.hasBegun ? "now firing and " : ""
        let why = hushed.words.isEmpty ? "" : ": \(hushed.words)"
        return [
            .record(
                TimelineDraft(
                    .silenced, "\(names) \(fires)silenced\(why); nobody is told of it, and the others go on"))
        ]
    }

    /// `silenced no more and still firing: DiskFull, because silence #3 … is over`.
    static func unsilenced(_ alerts: [JoinedAlert], _ because: String) -> String {
        "silenced no more and still firing: \(alerts.map(\.name).shortList), because \(because)"
    }

    var silencedRecord: [IncidentAction] {
        silence.map { [.record(TimelineDraft(.silenced, "nobody is told: \($0.words)"))] } ?? []
    }
}
