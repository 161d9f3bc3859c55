import IncidentCore
import Testing

@Suite("Retry", .timeLimit(.minutes(5)))
struct RetryTests {
    static let policy = RetryPolicy(
        delays: [.seconds(1), .seconds(4), .seconds(10)], jitter: 0.5, giveUpAfter: .seconds(60))
    static let mail = ContactMethod(EndpointID(NotifierKind("email")), address: "oncall@example.com")

    static func notification(attempts: Int, remaining: [ContactMethod] = []) -> Notification {
        Notification(
            id: 7, incidentID: 42, method: ContactMethod(EndpointID(NotifierKind("pagerduty")), address: "default"),
            contact: "On-Call Engineer", event: .page, priority: .p1, reason: "step 1", state: .sending,
            createdAt: .start,
            attempts: attempts, mayHaveArrived: false, remaining: remaining)
    }

    static func decide(
        _ outcome: DeliveryOutcome, attempts: Int = 1, remaining: [ContactMethod] = [], after elapsed: Duration = .zero
    ) -> DeliveryDecision {
        notification(attempts: attempts, remaining: remaining)
            .decide(outcome, policy: policy, jitter: 0.5, at: .start + elapsed)
    }

    @Test(arguments: [(1, 1), (2, 4), (3, 10), (4, 10), (100, 10)])
    func `the last delay is used from then on`(attempt: Int, seconds: Int) {
        #expect(Self.policy.delay(afterAttempt: attempt, retryAfter: nil, jitter: 0.5) == .seconds(seconds))
    }

    @Test(arguments: [(0, 2000), (0.25, 3000), (0.5, 4000), (1, 6000)] as [(Double, Int)])
    func `jitter stretches or cuts a delay by its fraction`(drawn: Double, milliseconds: Int) {
        #expect(Self.policy.delay(afterAttempt: 2, retryAfter: nil, jitter: drawn) == .milliseconds(milliseconds))
    }

    @Test(arguments: [(0, 4), (3, 4), (30, 30)])
    func `Retry-After wins when it is longer`(retryAfter: Int, seconds: Int) {
        #expect(Self.policy.delay(afterAttempt: 2, retryAfter: .seconds(retryAfter), jitter: 0.5) == .seconds(seconds))
    }

    @Test func `what was sent is done`() {
        #expect(Self.decide(DeliveryOutcome(.sent, evidence: "250 Ok")) == .sent)
    }

    @Test func `what may succeed later is tried again`() {
        #expect(
            Self.decide(DeliveryOutcome(.retryable, evidence: "451"), after: .seconds(2))
                == .retry(at: .start + .seconds(3), state: .pending))
    }

    @Test func `what may have arrived is tried again as unknown`() {
        #expect(
            Self.decide(DeliveryOutcome(.unknown, evidence: "connection lost"), attempts: 2)
                == .retry(at: .start + .seconds(4), state: .unknown))
    }

    @Test func `an answer's Retry-After sets the next attempt`() {
        #expect(
            Self.decide(DeliveryOutcome(.retryable, evidence: "429", retryAfter: .seconds(20)))
                == .retry(at: .start + .seconds(20), state: .pending))
    }

    @Test(arguments: [[], [mail]])
    func `a refusal for good goes to the next method at once`(remaining: [ContactMethod]) {
        #expect(
            Self.decide(DeliveryOutcome(.permanent, evidence: "400 invalid routing key"), remaining: remaining)
                == .failed(reason: "refused: 400 invalid routing key"))
    }

    @Test(arguments: [DeliveryVerdict.retryable, .unknown])
    func `after the time to give up the next method takes its place`(verdict: DeliveryVerdict) {
        let outcome = DeliveryOutcome(verdict, evidence: "503")
        #expect(
            Self.decide(outcome, attempts: 8, remaining: [Self.mail], after: .seconds(50))
                == .retry(at: .start + .seconds(60), state: verdict == .unknown ? .unknown : .pending))
        #expect(
            Self.decide(outcome, attempts: 8, remaining: [Self.mail], after: .seconds(51))
                == .failed(reason: "given up after 8 attempts in 51s: 503"))
    }

    @Test(
        arguments: [
            (.page, .p1, 60), (.page, .p2, 60), (.page, .p3, 300), (.page, .p4, 300), (.resolved, .p1, 3600),
        ] as [(NotificationEvent, Priority, Int)])
    func `a page does not wait as long as somebody asks for`(
        event: NotificationEvent, priority: Priority, seconds: Int
    ) {
        var message = Self.notification(attempts: 1)
        (message.event, message.priority) = (event, priority)
        let policy = RetryPolicy(delays: [.seconds(1)], jitter: 0, giveUpAfter: .seconds(86_400))
        let outcome = DeliveryOutcome(.retryable, evidence: "429", retryAfter: .seconds(3600))
        let decision = message.decide(outcome, policy: policy, jitter: 0.5, at: .start)
        #expect(decision == .retry(at: .start + .seconds(seconds), state: .pending))
    }

    @Test func `who asks for a longer wait than there is time is tried once more at its end, and then no more`() {
        let outcome = DeliveryOutcome(.retryable, evidence: "429", retryAfter: .seconds(3600))
        #expect(Self.decide(outcome) == .retry(at: .start + .seconds(60), state: .pending))
        guard case .failed = Self.decide(outcome, attempts: 2, after: .seconds(60)) else {
            Issue.record("it goes on after the time to give up")
            return
        }
    }

    @Test(
        arguments: [
            (.page, .p1, .auth, true), (.page, .p2, .endpoint, true), (.page, .p1, .tls, true),
            (.page, .p1, .refused, false), (.page, .p1, .recipient, false), (.page, .p1, .noEndpoint, false),
            (.page, .p1, .notSendable, false), (.page, .p3, .endpoint, false), (.resolved, .p1, .auth, false),
        ] as [(NotificationEvent, Priority, DeliveryObstacle, Bool)])
    func `an urgent page that is refused for what the endpoint is is tried on, once a minute and as long as others`(
        event: NotificationEvent, priority: Priority, obstacle: DeliveryObstacle, isTriedOn: Bool
    ) {
        let policy = RetryPolicy(delays: [1, 60, 900].map(Duration.seconds), jitter: 0, giveUpAfter: .seconds(3600))
        let outcome = DeliveryOutcome(.permanent, evidence: "404", obstacle)
        for (attempt, elapsed) in [(1, 0), (5, 600), (60, 3540)] {
            var message = Self.notification(attempts: attempt)
            (message.event, message.priority) = (event, priority)
            let now = Timestamp.start + .seconds(elapsed)
            let decision = message.decide(outcome, policy: policy, jitter: 0.5, at: now)
            #expect(
                decision
                    == (isTriedOn ? .retry(at: now + .seconds(60), state: .pending) : .failed(reason: "refused: 404")))
            #expect(decision.goesElsewhere(after: outcome))
        }
        var last = Self.notification(attempts: 61)
        (last.event, last.priority) = (event, priority)
        let decision = last.decide(outcome, policy: policy, jitter: 0.5, at: .start + .seconds(3541))
        #expect(decision == .failed(reason: "refused: 404"))
    }
}
