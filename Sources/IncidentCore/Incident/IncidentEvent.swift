/// What can happen to an incident.
package enum IncidentEvent: Sendable, Equatable {
    /// Alerts that begin to fire open it.
    case opened(AlertsChange)
    /// A body changed its occurrences.
    case alertsChanged(AlertsChange)
    /// - covering: the alerts that fire now, as `Taking.cover` writes them.
    /// - way: `nil` where nobody can say.
    /// - remindBefore: so long before it expires its owner is reminded, as `Taking.reminder` has it.
    case acknowledged(
        by: String, expiresAfter: Duration?, covering: Set<String>, way: Way? = nil, remindBefore: Duration? = nil)
    case acknowledgementExpired
    /// The time is over in which the owner could confirm urgent alerts that joined.
    /// - isUnasked: before that nobody could be asked.
    case confirmationMissed(isUnasked: Bool = false)
    /// - remindAfter: when it re-opens if its alerts fire on.
    case resolved(by: String, remindAfter: Duration? = nil, way: Way? = nil)
    /// A person takes a resolution back; the alerts are all that fires.
    case reopened(Deed, AlertsChange, ReopeningTerms)
    case noted(by: String, text: String)
    /// A next step was done by a person, or was not after all; by its title.
    case stepTicked(Deed, title: String, isDone: Bool)
    /// A person wants its collectors, or one of them, to run once more.
    /// - isPending: they are about to run anyway.
    case diagnosisRequested(Deed, collector: String?, isPending: Bool)
    /// It flapped, and nothing has begun or ended for long enough; `joined` is all that fires.
    case wentQuiet(AlertsChange)
    /// A person closed it, and the time is over in which its alerts could end; `joined` is all that fires.
    case reminded(AlertsChange)
    /// Its owner, or somebody else, says that nobody has it.
    case unacknowledged(Deed)
    /// Somebody has it and does nothing about it until then.
    case snoozed(Deed, until: Timestamp, covering: Set<String>)
    /// A contact is to have it, who is asked to take it.
    case handedOver(Deed, to: String, HandOver)
    /// The next step of its policies is to come at once.
    case escalated(Deed)
    /// A contact more is to be told.
    case responderAdded(Deed, contact: String)
    /// The acknowledgement ends soon.
    case ownerReminderDue
    /// All that fires is silenced by this now.
    case silenced(IncidentSilence)
    /// Something that fires is silenced no more.
    /// - reason: what has ended, in words.
    /// - firing: all that fires now.
    /// - confirmWithin: as of `AlertsChange`.
    case silenceEnded(reason: String, firing: [JoinedAlert], confirmWithin: Duration)
    /// Nobody has taken it by the time that its priority has.
    case responseMissed
}

/// For how long a contact has what is handed over to them.
package struct HandOver: Sendable, Equatable {
    package let covering: Set<String>
    package let expiresAfter: Duration?
    package let remindBefore: Duration?
    /// How long they have to take it.
    package let confirmWithin: Duration

    package init(
        covering: Set<String>, expiresAfter: Duration?, remindBefore: Duration? = nil, confirmWithin: Duration
    ) {
        self.covering = covering
        self.expiresAfter = expiresAfter
        self.remindBefore = remindBefore
        self.confirmWithin = confirmWithin
    }
}

/// What changed in an incident's stored occurrences.
package struct AlertsChange: Sendable, Equatable {
    /// Those that begin to fire, or fire again, and count; also those that count again because their silence is over.
    package var joined: [JoinedAlert]
    /// The fingerprints of those that fire again and whose last firing belonged to this incident.
    package var returned: Set<String>
    /// Names of those that fired until now and have ended.
    package var ended: [String]
    /// All that fires now, as `Taking.cover` writes it; `nil` where nothing has ended that was to be confirmed.
    package var covers: Set<String>?
    /// How many fire now.
    package var firing: Int
    package var occurrences: Int
    /// How many of them are of alerts that had fired in it before.
    package var repeated = 0
    /// What may fire beside them.
    package var hidden = HiddenAlerts.none
    /// `nil` when none fires.
    package var lead: Lead?
    /// Why it stays open although none fires: something may fire that we cannot see.
    package var mayFire: MayFire?
    /// How long the owner has to confirm urgent alerts that join.
    package var confirmWithin: Duration
    /// How long nothing may begin or end until flapping is over.
    package var quietAfter: Duration
    /// By what all that fires is silenced; `nil` where something is not, or nothing fires.
    package var silence: IncidentSilence?
    /// Those that are silenced no more, where all of the incident was until now.
    package var unsilenced: [JoinedAlert]
    /// What has ended, where alerts are silenced no more.
    package var unsilencedBecause: String?
    /// Those that are silenced from now on, or begin so, while others fire that are not.
    package var hushed: HushedAlerts?
    /// All that counts, where that is muted in Alertmanager and counts for want of others.
    package var counting: [JoinedAlert] = []

    package init(
        joined: [JoinedAlert] = [], returned: Set<String> = [], ended: [String] = [], covers: Set<String>? = nil,
        firing: Int, occurrences: Int, lead: Lead?, mayFire: MayFire? = nil, confirmWithin: Duration = .seconds(600),
        quietAfter: Duration = .seconds(900), silence: IncidentSilence? = nil, unsilenced: [JoinedAlert] = [],
        unsilencedBecause: String? = nil, hushed: HushedAlerts? = nil
    ) {
        self.joined = joined
        self.returned = returned
        self.ended = ended
        self.covers = covers
        self.firing = firing
        self.occurrences = occurrences
        self.lead = lead
        self.mayFire = mayFire
        self.confirmWithin = confirmWithin
        self.quietAfter = quietAfter
        self.silence = silence
        self.unsilenced = unsilenced
        self.unsilencedBecause = unsilencedBecause
        self.hushed = hushed
    }

    /// Of those that begin, the ones that this incident had not held before.
    var news: [JoinedAlert] { returned.isEmpty ? joined : joined.filter { !returned.contains($0.alert.fingerprint) } }

    /// Takes out of `joined` what is silenced.
    package mutating func partJoined(by silences: [Silence], at now: Timestamp) {
        let by = joined.map { silences.silence(of: $0.alert.labels, at: now) }
        let quiet = joined.indices.filter { by[$0] != nil }
        guard !quiet.isEmpty else { return }
        hushed = HushedAlerts(quiet.map { joined[$0] }, by: by.compactMap(\.self), hasBegun: true)
        joined = joined.indices.filter { by[$0] == nil }.map { joined[$0] }
    }

    /// The same, as if only these began.
    func joining(_ alerts: [JoinedAlert]) -> AlertsChange {
        var change = self
        change.joined = alerts
        return change
    }

    /// Whether something begins, and all that does fired in this incident before.
    var isFlip: Bool { !joined.isEmpty && news.isEmpty }

    /// Something that fires, for all we know, though no stored occurrence does.
    package enum MayFire: Sendable, Equatable {
        /// `max_alerts` hid alerts of the last body of one of its groups.
        case hidden
        /// A late copy and a new firing cannot be told apart yet.
        case doubtful
    }
}

/// What must be done when an incident has changed; stored with the change in one transaction, in this order.
package enum IncidentAction: Sendable, Equatable {
    case record(TimelineDraft)
    /// Begin the policies that cover these alerts.
    case cover([JoinedAlert], CoverReason)
    /// Nobody more is told, but by a policy until resolved; what is owed but not sent is cancelled. The acknowledgement's end, if any, stays a deadline.
    case pauseEscalations(until: Timestamp?, reason: String)
    /// Go on where the policies stood, and cover what joined since.
    case resumeEscalations
    case endEscalations(reason: String)
    /// What an end has stopped stands where it stood then, beside somebody who has the incident again.
    case restoreEscalations(until: Timestamp?, after: Duration)
    /// Nothing is to be confirmed any more: who was asked hears that it is taken, so that nothing rings on.
    case withdrawQuestion(reason: String)
    case tell(IncidentNews)
    case diagnose(DiagnosisReason)
    /// Run what has not been run with these alerts' labels.
    case diagnoseAlso([Lead])
    /// Run what is meant for the lead, or one collector of that, although it has run.
    case diagnoseAgain(collector: String?)
    /// The next step comes at once, beside who has the incident.
    case escalateNow(Deed)
    /// Nothing is due any more, and what is owed but not sent is cancelled; the policies keep their places.
    case holdEscalations(reason: String)
    /// The policies that were held go on, each with the step that is due by now.
    case releaseEscalations
    /// The next step comes at once, because nobody has taken the incident in time.
    case escalateOverdue
}

/// Why policies begin.
package enum CoverReason: Sendable, Equatable {
    case opened, reopened
    /// Re-opened so long after its alerts had ended, and nobody had taken it: what had steps left goes on.
    case firesAgain(after: Duration)
    /// Only policies that do not run for the incident yet begin.
    case joined
    /// It was silenced until now, and something fires that is not: its policies begin as for a new incident, and those of
    /// what is silenced keep their places.
    case unsilenced
    /// The lead's policy begins, or rings once more where it runs, and what was paused goes on.
    case priorityRaised
}

/// What people are told besides the steps of escalation.
package enum IncidentNews: Sendable, Equatable {
    /// To everybody told of it, without ringing.
    case update(String)
    /// To the owner, ringing: something urgent has joined what they have taken.
    case confirmation(String)
    /// Nobody has it any more, and why: where it stands acknowledged, ringing, and to who had it, if the name is not nil.
    case released(String, owner: String?)
    /// To who had it before it was over, if the name is not nil, and to those called in: it is open again. Ringing.
    /// - by: the person who has opened it, who need not be told.
    case reopened(owner: String?, by: String? = nil)
    /// It is not over: to everybody who was told that it is, and to those named, without ringing.
    case takenBack(String, by: String, and: [String])
    /// To everybody told of it.
    case acknowledged, resolved
    /// What a person has done, to everybody told of it but them, without ringing.
    case done(String, by: String)
    /// To a contact, ringing: to take what is handed over to them.
    case handedOver(String, to: String)
    /// To a contact, ringing: a person asks for them.
    case request(String, to: String, by: String)
    /// To the owner, without ringing: they will have it no longer.
    case reminder(String)
}

/// A change that the state of an incident, or of a silence, does not allow, in words for a person.
package struct TransitionRefused: Error, Equatable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
