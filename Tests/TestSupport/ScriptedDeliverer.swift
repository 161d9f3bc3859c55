package import IncidentCore
import Synchronization

/// Stands for every endpoint: gives prepared answers in turn, else takes everything, and remembers what it was given.
package final class ScriptedDeliverer: Sendable {
    /// One attempt that has ended.
    package struct Delivery: Sendable {
        package let message: Message
        package let outcome: DeliveryOutcome
    }

    private enum Answer {
        case outcome(DeliveryOutcome)
        case behind(Gate, DeliveryOutcome)
        /// Taken, with something left to do that hangs.
        case taken(Gate)
    }

    private struct State {
        var answers: [NotifierKind: [Answer]] = [:]
        var standing: [NotifierKind: DeliveryOutcome] = [:]
        var withoutCredentials: Set<NotifierKind> = []
        var script: (@Sendable (Message) async -> DeliveryOutcome)?
        var begun: [Message] = []
        var deliveries: [Delivery] = []
        var bulletins: [BulletinMessage] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Prepares the next answers of a kind of notifier.
    package func answer(_ kind: NotifierKind, _ outcomes: DeliveryOutcome...) {
        state.withLock { $0.answers[kind, default: []] += outcomes.map(Answer.outcome) }
    }

    /// What a kind of notifier answers when nothing is prepared; `nil` is "sent".
    package func always(_ kind: NotifierKind, _ outcome: DeliveryOutcome?) {
        state.withLock { $0.standing[kind] = outcome }
    }

    /// Of these kinds everything goes to the spool; of the others nothing does.
    package func haveNoCredentials(_ kinds: Set<NotifierKind>) { state.withLock { $0.withoutCredentials = kinds } }

    package func isSpooled(_ endpoint: EndpointID) -> Bool {
        state.withLock { $0.withoutCredentials.contains(endpoint.kind) }
    }

    /// Lets the next attempt of a kind hang until the gate is opened.
    package func hang(_ kind: NotifierKind, then outcome: DeliveryOutcome = .sent) -> Gate {
        let gate = Gate()
        state.withLock { $0.answers[kind, default: []].append(.behind(gate, outcome)) }
        return gate
    }

    /// Lets the next attempt of a kind be taken at once, and what is left to do after that hang until the gate is opened.
    package func hangOnceTaken(_ kind: NotifierKind) -> Gate {
        let gate = Gate()
        state.withLock { $0.answers[kind, default: []].append(.taken(gate)) }
        return gate
    }

    /// Answers by a function from now on, in place of what is prepared.
    package func answer(by script: @escaping @Sendable (Message) async -> DeliveryOutcome) {
        state.withLock { $0.script = script }
    }

    package func deliver(_ message: Message, taken: @escaping @Sendable () -> Void) async -> DeliveryOutcome {
        let kind = message.notification.method.notifier
        let (answer, standing, script) = state.withLock { state in
            state.begun.append(message)
            let prepared = state.answers[kind]?.isEmpty ?? true ? nil : state.answers[kind]?.removeFirst()
            return (prepared, state.standing[kind], state.script)
        }
        var outcome = standing ?? (isSpooled(message.notification.method.endpoint) ? .spooled : .sent)
        if let script { outcome = await script(message) }
        switch answer {
        case .outcome(let prepared): outcome = prepared
        case .behind(let gate, let later):
            await gate.pass()
            outcome = later
        case .taken(let gate):
            taken()
            await gate.pass()
        case nil: break
        }
        // What a program that is gone was still sending, nobody has seen end.
        guard !Task.isCancelled else { return DeliveryOutcome(.unknown, evidence: "cancelled") }
        state.withLock { $0.deliveries.append(Delivery(message: message, outcome: outcome)) }
        return outcome
    }

    /// A prepared answer for this kind of notifier goes to a bulletin as well.
    package func deliver(_ bulletin: BulletinMessage) -> DeliveryOutcome {
        state.withLock { state in
            let kind = bulletin.owed.method.notifier
            let prepared = state.answers[kind]?.isEmpty ?? true ? nil : state.answers[kind]?.removeFirst()
            var outcome = state.standing[kind] ?? .sent
            if case .outcome(let answer) = prepared { outcome = answer }
            if outcome.verdict == .sent { state.bulletins.append(bulletin) }
            return outcome
        }
    }

    /// The bulletins that arrived, oldest first.
    package var bulletins: [BulletinMessage] { state.withLock(\.bulletins) }

    /// Every attempt that began, also those that never ended.
    package var begun: [Message] { state.withLock(\.begun) }

    /// What arrived, oldest first.
    package var sent: [Message] {
        state.withLock { state in state.deliveries.filter { $0.outcome.verdict == .sent }.map(\.message) }
    }

    /// Forgets what was delivered, so that a test sees only what comes.
    package func forget() {
        state.withLock { state in
            state.begun = []
            state.deliveries = []
            state.bulletins = []
        }
    }
}

extension DeliveryOutcome {
    package static let sent = DeliveryOutcome(.sent, evidence: "250 2.0.0 Ok: queued as 4ZkW2P")
    package static let refusedForNow = DeliveryOutcome(.retryable, evidence: "451 4.3.0 try again later")
    package static let refusedForGood = DeliveryOutcome(.permanent, evidence: "550 5.1.1 user unknown")
    package static let spooled = DeliveryOutcome(
        .sent, evidence: "written to the spool, not sent: data/spool/email/1.eml", isSpooled: true)
    package static let answerLost = DeliveryOutcome(.unknown, evidence: "connection closed after DATA")
}

extension Message {
    package var line: String { notification.line }
}

extension Notification {
    /// `page by email to Second`: what it is, by which way and for whom.
    package var line: String { "\(event.rawValue) by \(method.notifier.rawValue) to \(contact)" }
}

extension BulletinMessage {
    /// `nil` where it is none.
    package var digest: Digest? {
        switch bulletin.content {
        case .digest(let digest): digest
        case .handOff, .storm: nil
        }
    }

    /// The same of the hand-off that it tells.
    package var handOff: HandOffNews? {
        switch bulletin.content {
        case .handOff(let news): news
        case .digest, .storm: nil
        }
    }

    /// The same of a storm.
    package var storm: StormSummary? {
        switch bulletin.content {
        case .digest, .handOff: nil
        case .storm(let summary): summary
        }
    }
}
