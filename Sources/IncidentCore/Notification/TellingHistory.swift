/// What has been told of one incident, and is still to be told.
package struct TellingHistory: Sendable, Equatable {
    /// Oldest first.
    package var messages: [Told]

    package init(_ messages: [Told] = []) { self.messages = messages }

    /// One notification, as far as the gate asks.
    package struct Told: Sendable, Equatable {
        package let id: Int64
        package let method: ContactMethod
        package let contact: String
        package let event: NotificationEvent
        package let priority: Priority
        package let policy: String?
        /// The person for whose sake it was told although somebody had the incident.
        package let askedBy: String?
        package let reason: String
        package fileprivate(set) var state: NotificationState
        /// The contact's methods that take their turn when this one fails.
        package let remaining: [ContactMethod]
        package let mayHaveArrived: Bool
        /// Written to the spool: nobody was told.
        package let isSpooled: Bool
        package let createdAt: Timestamp
        /// When it was last tried to be sent.
        package let triedAt: Timestamp?
        /// When its share of the time is over within which an endpoint is to have taken it; `nil` where it has no time, or
        /// that is over.
        package let shareEnd: Timestamp?
        /// When that whole time is over, from when it was due.
        package let deliverBy: Timestamp?
        /// The gate did not let it through.
        package let isUntold: Bool
        /// It is being sent: it may be taken now, also where it was refused before and nothing waits for it any more.
        package let isOnItsWay: Bool

        package init(
            id: Int64, method: ContactMethod, contact: String, event: NotificationEvent, priority: Priority,
            policy: String?, askedBy: String? = nil, reason: String, state: NotificationState,
            remaining: [ContactMethod] = [], mayHaveArrived: Bool = false, isSpooled: Bool = false,
            createdAt: Timestamp, triedAt: Timestamp? = nil, shareEnd: Timestamp? = nil, deliverBy: Timestamp? = nil,
            isUntold: Bool = false, isOnItsWay: Bool = false
        ) {
            self.id = id
            self.method = method
            self.contact = contact
            self.event = event
            self.priority = priority
            self.policy = policy
            self.askedBy = askedBy
            self.reason = reason
            self.state = state
            self.remaining = remaining
            self.mayHaveArrived = mayHaveArrived
            self.isSpooled = isSpooled
            self.createdAt = createdAt
            self.triedAt = triedAt
            self.shareEnd = shareEnd
            self.deliverBy = deliverBy
            self.isUntold = isUntold
            self.isOnItsWay = isOnItsWay
        }

        /// It is still to be sent, and says what there is to say then.
        var isUnsent: Bool { state == .pending || state == .unknown }
        /// It has arrived, or may have.
        var hasArrived: Bool { state == .sent || state == .sending || mayHaveArrived }
        /// The reason of the step that it is of, also where it takes the place of another method or contact, and without by
        /// what its reader is on call.
        var step: Substring { Self.step(of: reason) }

        static func step(of reason: String) -> Substring {
            [Fallback.inPlaceOf, RoleHolder.onCallBy, Telling.ofDrill, Telling.besides].reduce(reason[...]) {
                step, mark in
                step.firstRange(of: mark).map { step[..<$0.lowerBound] } ?? step
            }
        }
        /// It said that the incident is open again to who knew it.
        var isOfReopening: Bool { reason.hasPrefix(Telling.reopenedReason) }
        /// It rang, or will.
        var rings: Bool { event == .page && !isSpooled && (isUnsent || hasArrived) }
        /// An endpoint says so.
        var isTaken: Bool { state == .sent && !isSpooled }
        /// It was tried, and rang nobody.
        var cameToNothing: Bool { event == .page && (state == .failed || isSpooled) }
    }

    /// As it will be when an endpoint has taken one of them.
    package func taken(_ id: Int64) -> TellingHistory {
        var history = self
        for place in messages.indices where messages[place].id == id { history.messages[place].state = .sent }
        return history
    }

    /// What came of the pages since the incident opened last; who was told that it is over knows nothing of what came
    /// later.
    package enum Reach: Sendable {
        /// Somebody has one, or may have, or may get one yet.
        case somebody
        /// Each was refused for good, or came to nothing.
        case nobody
        /// There was none.
        case untried
    }

    /// What came after the last that said that the incident is over.
    var sinceLastEnd: ArraySlice<Told> {
        messages[(messages.lastIndex { $0.event == .resolved }.map { $0 + 1 } ?? 0)...]
    }

    package var reach: Reach {
        let pages = sinceLastEnd.filter { $0.event == .page }
        if pages.contains(where: \.rings) { return .somebody }
        return pages.contains(where: \.cameToNothing) ? .nobody : .untried
    }

    /// Who has been told by a page, or may have been or just now be, each method once, in the order of their first page.
    package var told: [(contact: String, method: ContactMethod)] {
        told(messages.filter { $0.event == .page && ($0.hasArrived || $0.isOnItsWay) })
    }

    /// Whether a contact has been told by a page, or one of their addresses has for another.
    ///
    /// - Parameter kinds: of methods that do not count.
    package func hasTold(_ contact: Contact, besides kinds: Set<NotifierKind> = []) -> Bool {
        told.contains {
            ($0.contact == contact.role || contact.escalationPath.contains($0.method))
                && !kinds.contains($0.method.notifier)
        }
    }

    /// By what a contact hears of something without being rung: the first of their methods that somebody reads, or else one of
    /// `keepers` where a page about the incident has been, beside which it stands. Without that it would ring there, and nothing
    /// would ever close what it opens.
    func quietMethod(of contact: Contact, _ keepers: Set<NotifierKind>) -> ContactMethod? {
        let path = contact.escalationPath
        return path.first { !keepers.contains($0.notifier) }
            ?? path.first { method in told.contains { $0.method == method } }
    }

    /// Whom the latest step of each policy told, each method once: what one policy left to another, because it had told
    /// the same, stands with that other one. The pages of a step have one reason.
    package var toldLast: [(contact: String, method: ContactMethod)] {
        var steps: [String?: Substring] = [:]
        for page in messages where page.event == .page { steps[page.policy] = page.step }
        return told(messages.filter { $0.rings && steps[$0.policy] == $0.step })
    }

    /// Who was asked to confirm: of what rings, only a question belongs to no policy and to nobody who asked for it.
    package func asked(since taken: Timestamp) -> [(contact: String, method: ContactMethod)] {
        told(
            messages.filter {
                $0.event == .page && $0.policy == nil && $0.askedBy == nil && $0.hasArrived && $0.createdAt >= taken
            })
    }

    /// Whether somebody has got that question, or may have.
    package func hasAsked(since taken: Timestamp) -> Bool {
        messages.contains {
            $0.event == .page && $0.policy == nil && $0.askedBy == nil && $0.createdAt >= taken
                && ($0.isTaken || $0.mayHaveArrived)
        }
    }

    /// Whether a policy's last resort was told since there was news of the incident, and since this round of the policy
    /// began.
    package func hasToldLastResort(of escalation: Escalation, since newsAt: Timestamp) -> Bool {
        let reason = Telling.lastResortReason(of: escalation.policy.name)
        let since = max(newsAt, escalation.startedAt)
        return messages.contains { $0.rings && $0.createdAt >= since && $0.reason.hasPrefix(reason) }
    }

    /// Where a policy stands again when its last step, or its last resort, has reached nobody, nor may yet: the index of that
    /// step, after the last one for a last resort. `nil` when it has.
    ///
    /// - Parameter newsAt: a step of the same number before that was another one.
    package func untoldPlace(of escalation: Escalation, since newsAt: Timestamp) -> Int? {
        let policy = escalation.policy
        let pages = messages.filter { $0.policy == policy.name && $0.event == .page && $0.createdAt >= newsAt }
        guard let last = pages.last, !pages.contains(where: { $0.step == last.step && $0.rings }) else { return nil }
        let isLastResort = last.reason.hasPrefix(Telling.lastResortReason(of: policy.name))
        return isLastResort ? policy.steps.count : escalation.nextStep - 1
    }

    /// Whether that was tried, and may yet be heard of or has failed for good.
    package func hasTriedLastResort(of escalation: Escalation, since newsAt: Timestamp) -> Bool {
        let reason = Telling.lastResortReason(of: escalation.policy.name)
        let since = max(newsAt, escalation.startedAt)
        return messages.contains {
            ($0.rings || $0.cameToNothing) && $0.createdAt >= since
                && $0.reason.hasPrefix(reason)
        }
    }

    /// Whether no endpoint has taken a page since the incident opened last.
    package var hasReachedNobody: Bool { !sinceLastEnd.contains { $0.event == .page && $0.isTaken } }

    package func hasReachedAnybody(by policy: String) -> Bool {
        messages.contains { $0.policy == policy && $0.event == .page && $0.hasArrived }
    }

    /// When a step or a last resort told somebody the last time; `nil` where none has.
    package var lastStepAt: Timestamp? {
        messages.last { $0.policy != nil && $0.event == .page && !isFallback($0) }?.createdAt
    }

    /// Whether it takes the place of a method of the same contact that does not get through: it comes later than what it
    /// is for.
    func isFallback(_ message: Told) -> Bool {
        messages.contains { former in
            former.id < message.id && former.policy == message.policy && former.contact == message.contact
                && message.reason.hasPrefix(
                    "\(former.reason)\(Fallback.inPlaceOf)\(former.method.endpoint.text), which ")
        }
    }

    /// When a person asked for a contact the last time, by whatever method; `nil` where what came of that has failed.
    package func askedFor(_ contact: String) -> Timestamp? {
        messages.last { $0.contact == contact && $0.askedBy != nil && $0.rings }?.createdAt
    }

    /// Whom a person has asked for, or who was told that it is open again, each once.
    var calledIn: [String] {
        var found: [String] = []
        for page in messages where page.event == .page && (page.askedBy != nil || page.isOfReopening) {
            if !found.contains(page.contact) { found.append(page.contact) }
        }
        return found
    }

    /// Whether a question to confirm has reached somebody since it was taken, or may yet.
    package func isAsking(since taken: Timestamp) -> Bool {
        messages.contains { $0.rings && $0.policy == nil && $0.createdAt >= taken }
    }

    /// Where an alert of ours stands acknowledged: the addresses of `keepers` of which the last that they heard, or will
    /// hear, is that somebody has taken the incident. No step rings there before one tells that very address.
    package func quiet(_ keepers: Set<NotifierKind>) -> [(contact: String, method: ContactMethod)] {
        var last: [Told] = []
        for message in messages where message.event != .update && (message.isUnsent || message.hasArrived) {
            guard keepers.contains(message.method.notifier) else { continue }
            last.removeAll { $0.method == message.method }
            last.append(message)
        }
        return last.filter { $0.event == .acknowledged }.map { ($0.contact, $0.method) }
    }

    /// Who has heard, or may have, that the incident is over, and nothing since that says otherwise; each method once.
    package var toldOfEnd: [(contact: String, method: ContactMethod)] {
        var last: [Told] = []
        for message in messages where message.event != .update && (message.isUnsent || message.hasArrived) {
            last.removeAll { $0.method == message.method }
            last.append(message)
        }
        return last.filter { $0.event == .resolved }.map { ($0.contact, $0.method) }
    }

    /// Whether somebody else was told by this method.
    func isSharedByOthers(than contact: String, _ method: ContactMethod) -> Bool {
        messages.contains { $0.method == method && $0.contact != contact }
    }

    func isPaged(by methods: [ContactMethod], at now: Timestamp) -> Bool {
        messages.contains { $0.rings && $0.createdAt == now && methods.contains($0.method) }
    }

    /// The pages by which steps ring a contact at this very moment.
    package func pagesOfSteps(to contact: String, at now: Timestamp) -> [Int64] {
        messages.filter { $0.rings && $0.createdAt == now && $0.contact == contact && $0.policy != nil }.map(\.id)
    }

    func isPaged(_ contact: String, at now: Timestamp) -> Bool {
        messages.contains { $0.rings && $0.createdAt == now && $0.contact == contact }
    }

    private func told(_ pages: [Told]) -> [(contact: String, method: ContactMethod)] {
        var found: [(contact: String, method: ContactMethod)] = []
        for page in pages where !found.contains(where: { $0.method == page.method }) {
            found.append((page.contact, page.method))
        }
        return found
    }

    func unsent(_ event: NotificationEvent, to method: ContactMethod) -> Told? {
        messages.last { $0.method == method && $0.event == event && $0.isUnsent }
    }

    /// Updates to a method that have not been begun.
    package func unsentUpdates(to method: ContactMethod) -> [Told] {
        messages.filter { $0.method == method && $0.event == .update && $0.state == .pending }
    }

    /// The last update to a method, unless it came to nothing.
    func lastUpdate(to method: ContactMethod) -> Told? {
        messages.last { $0.method == method && $0.event == .update && ($0.isUnsent || $0.hasArrived) }
    }

    /// The last page by which something other than a policy told a method what there is to tell, another policy or the
    /// question to confirm it: later than `since`, and than the step before this one of the policy itself, because it
    /// takes the place of one step and never of all that come. What told that it is open again is beside the steps, and so is,
    /// once nobody has the incident, what belongs to no policy; but of a step of the same moment.
    ///
    /// - Parameters:
    ///   - idle: policies that do not count, because none of their alerts fires any more.
    ///   - reason: of the step's pages, which tells it from the policy's other steps.
    func toldByAnother(
        than policy: String, idle: Set<String> = [], to method: ContactMethod, for reason: String,
        since newsAt: Timestamp, asUrgentlyAs priority: Priority,
        isTaken: Bool, at moment: Timestamp
    ) -> Told? {
        // Asked first: of nearly every page there is no such one, and to take a reason apart is slow.
        let other = messages.last {
            $0.method == method && $0.rings && $0.createdAt >= newsAt && $0.priority <= priority && $0.policy != policy
                && !$0.isOfReopening && !($0.policy.map(idle.contains) ?? false)
                && ($0.policy != nil || isTaken || $0.createdAt == moment)
        }
        guard let other else { return nil }
        let step = Told.step(of: reason)
        let stepBefore = messages.last { $0.policy == policy && $0.event == .page && $0.step != step }?.id ?? 0
        return other.id > stepBefore ? other : nil
    }
}
