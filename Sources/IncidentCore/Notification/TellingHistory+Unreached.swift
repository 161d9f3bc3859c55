// What follows where pages reach nobody, or are taken back.
extension TellingHistory {
    /// The step that a page is of, in words, where it is the latest of its policy, has reached nobody and is not to any more
    /// in the time that it gives; `nil` otherwise.
    ///
    /// An attempt that may have arrived has reached nobody as long as no endpoint says so. What another policy has told in
    /// place of the step counts.
    ///
    /// - Parameter priority: the incident's.
    package func lateStep(of page: Notification, _ priority: Priority, at now: Timestamp) -> String? {
        guard let policy = page.policy, let late = lateStep(of: policy, priority, at: now) else { return nil }
        return late == Told.step(of: page.reason) ? late : nil
    }

    private func lateStep(of policy: String, _ priority: Priority, at now: Timestamp) -> String? {
        let pages = messages.filter { $0.policy == policy && $0.event == .page }
        guard let latest = pages.last(where: { !isFallback($0) }) else { return nil }
        let isInTime = pages.contains { told in
            guard told.step == latest.step, told.createdAt >= latest.createdAt else { return false }
            switch told.state {
            case .sent: return told.isTaken
            case .pending, .sending, .unknown: return told.shareEnd.map { $0 > now } ?? false
            case .failed: return false
            case .cancelled:
                return toldByAnother(
                    than: policy, to: told.method, for: told.reason, since: Timestamp(seconds: 0),
                    asUrgentlyAs: priority, isTaken: true, at: told.createdAt)?.isTaken ?? false
            }
        }
        return isInTime ? nil : String(latest.step)
    }

    /// Why what follows a page's step need not wait any more: it has reached nobody in the time that it gives, and is the
    /// latest of its policy; of a P1 or P2 that gives none, nobody at all has been told by then. `nil` where it is to wait.
    ///
    /// - Parameter page: `nil` for whatever the latest step has told.
    package func whySooner(
        after escalation: Escalation, of page: Notification? = nil, _ priority: Priority, at now: Timestamp
    ) -> String? {
        let late =
            page.map { lateStep(of: $0, priority, at: now) } ?? lateStep(of: escalation.policy.name, priority, at: now)
        guard let late else { return nil }
        let isGiven = escalation.stepsRun.last?.deliverWithin != nil
        guard isGiven || hasReachedNobody else { return nil }
        if isGiven { return "nobody could be reached in time by \(late)" }
        // All of its pages were refused before the time was over.
        let isEarly = timeLeft(toLatestStepOf: escalation.policy.name, at: now).map { $0 > .zero } ?? false
        return isEarly
            ? "nobody could be reached by \(late), nor before"
            : "nobody has been reached for \(DeliveryTime.unlessGiven.prometheusText)"
    }

    /// The last resort of a policy, where that need not wait for the rounds that are left, which keep their pause; it comes
    /// once in each.
    package func lastResortBetweenRounds(
        of escalation: Escalation, since newsAt: Timestamp, at now: Timestamp
    ) -> String? {
        guard escalation.isBetweenRounds(at: now), !hasTriedLastResort(of: escalation, since: newsAt) else {
            return nil
        }
        return escalation.policy.otherwise
    }

    /// What steps have left to pages that are taken back now, and nothing else tells: each address once.
    ///
    /// - Parameters:
    ///   - cancelled: those.
    ///   - policies: those that go on.
    package func leftTo(_ cancelled: [Notification], by policies: Set<String>) -> [Told] {
        var found: [Told] = []
        for step in messages where step.isUntold && step.policy.map(policies.contains) ?? false {
            let wasLeft = cancelled.contains {
                $0.event == .page && $0.method == step.method && $0.policy != step.policy && $0.id < step.id
            }
            let isTold = messages.contains { $0.id > step.id && $0.method == step.method && $0.rings }
            if wasLeft, !isTold, !found.contains(where: { $0.method == step.method }) { found.append(step) }
        }
        return found
    }

    /// What is to be told now that an endpoint has credentials, where nobody has been told because it had none: each contact and
    /// address once.
    package func untoldForWantOfCredentials(of endpoint: EndpointID, _ priority: Priority) -> [Telling] {
        guard reach == .nobody else { return [] }
        var tellings: [Telling] = []
        for page in sinceLastEnd where page.event == .page && page.isSpooled && page.method.endpoint == endpoint {
            guard !tellings.contains(where: { $0.contact == page.contact && $0.method == page.method }) else {
                continue
            }
            tellings.append(
                Telling(
                    .fallback(policy: page.policy, askedBy: page.askedBy), contact: page.contact, method: page.method,
                    reason: "\(page.reason)\(Fallback.inPlaceOf)\(endpoint.text), which had no credentials",
                    deliverWithin: priority.isUrgent ? DeliveryTime.unlessGiven : nil))
        }
        return tellings
    }

    /// What is left of the time within which the latest step of a policy is to reach somebody; negative where that is over,
    /// `nil` where it has reached somebody, or has no time.
    package func timeLeft(toLatestStepOf policy: String, at now: Timestamp) -> Duration? {
        let pages = sinceLastEnd.filter { $0.policy == policy && $0.event == .page }
        guard let latest = pages.last(where: { !isFallback($0) }) else { return nil }
        let step = pages.filter { $0.step == latest.step }
        guard !step.contains(where: \.isTaken) else { return nil }
        return step.compactMap(\.deliverBy).min().map { $0 - now }
    }
}
