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
    mutating func endSilence(
        because reason: String, firing: [JoinedAlert], confirmWithin: Duration, at now: Timestamp
    ) -> [IncidentAction] {
        guard silence != nil else { return [] }
        let asked =
            status == .acknowledged ? askOwner(about: firing, confirmWithin: confirmWithin, at: now) : []
        return goOn(because: reason, at: now) + asked + [.tell(.update("silenced no more: \(reason)"))]
    }

    /// Whether what changed in its alerts makes it one of which nobody is told, or one of which somebody is. Where none
    /// fires that we know of it stays as it was.
    mutating func followSilence(_ change: AlertsChange, at now: Timestamp) -> [IncidentAction] {
        if let silence = change.silence { return beSilenced(by: silence) }
        guard silence != nil, change.firing > 0 else { return [] }
        // What joined is told with all that it brings.
        guard change.joined.isEmpty else {
            let names = change.joined.map(\.name).shortList
            return goOn(because: "\(names) began to fire, and not all that fires is silenced", at: now)
        }
        return endSilence(
            because: "not all that fires is silenced", firing: change.unsilenced, confirmWithin: change.confirmWithin,
            at: now)
    }

    private mutating func goOn(because reason: String, at now: Timestamp) -> [IncidentAction] {
        silence = nil
        newsAt = now
        let words = "silenced no more: \(reason)"
        guard status == .triggered else {
            return [.record(TimelineDraft(.silenceEnded, words)), .releaseEscalations]
        }
        return [
            .record(TimelineDraft(.silenceEnded, "\(words); escalation goes on")), .releaseEscalations,
            // Who had it may have it no more since, and where it still stands as taken nothing else rings.
            .tell(.released(words, owner: nil)),
        ]
    }

    var silencedRecord: [IncidentAction] {
        silence.map { [.record(TimelineDraft(.silenced, "nobody is told: \($0.words)"))] } ?? []
    }
}
