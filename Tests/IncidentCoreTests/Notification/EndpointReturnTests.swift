import IncidentCore
import Testing

@Suite("An endpoint that works again", .timeLimit(.minutes(5)))
struct EndpointReturnTests {
    static let taken = DeliveryOutcome(.sent, evidence: "250 Ok")
    static let noAnswer = DeliveryOutcome(.retryable, evidence: "connection refused", .unreachable)

    /// One attempt, as it ended.
    enum Attempt: Sendable { case taken, failed, failedBroughtForward, spooled, lostByTheStore }

    @Test(
        arguments: [
            ("after a failure the first success does, and the next ones do not", [.failed, .taken, .taken], [2]),
            ("so does the first after a start, since something may have waited before", [.taken, .taken], [1]),
            (
                "what was brought forward and fails again waits for a failure of another",
                [.failed, .taken, .failedBroughtForward, .taken, .failed, .taken], [2, 6]
            ),
            ("what was written to the spool is no success", [.spooled, .taken], [2]),
            ("what could not be stored is noted no more", [.taken, .lostByTheStore, .taken], [1, 3]),
        ] as [(String, [Attempt], [Int])])
    func `a success brings forward what waits`(when: String, attempts: [Attempt], expected: [Int]) {
        var state = EndpointReturn()
        var returns: [Int] = []
        for (index, attempt) in attempts.enumerated() {
            let which = EndpointReturn.Attempt(notificationID: Int64(index), number: 1)
            let isReturn =
                switch attempt {
                case .taken: state.note(Self.taken, of: which)
                case .failed: state.note(Self.noAnswer, of: which)
                case .failedBroughtForward: state.note(Self.noAnswer, of: which, wasBroughtForward: true)
                case .spooled: state.note(DeliveryOutcome(.sent, evidence: "spool", isSpooled: true), of: which)
                case .lostByTheStore: Self.forget(&state)
                }
            if isReturn { returns.append(index + 1) }
        }
        #expect(returns == expected, "\(when)")
    }

    @Test func `a success that is stored by a second run of its transaction brings forward what the first one had`() {
        var state = EndpointReturn()
        func isReturn(_ outcome: DeliveryOutcome, _ number: Int) -> Bool {
            state.note(outcome, of: EndpointReturn.Attempt(notificationID: 7, number: number))
        }
        for _ in 1...2 {
            let told = [isReturn(Self.taken, 1), isReturn(Self.taken, 2)]
            #expect(told == [true, false])
        }
        // What fails in between waits for the next success, whichever run it was of.
        for _ in 1...2 {
            let told = [isReturn(Self.noAnswer, 2), isReturn(Self.taken, 3)]
            #expect(told == [false, true])
        }
        #expect(!state.mayBeAwaited)
    }

    private static func forget(_ state: inout EndpointReturn) -> Bool {
        state.forget()
        return false
    }

    @Test(
        arguments: [
            (.retryable, .unreachable, .endpoint), (.retryable, .timeout, .endpoint), (.retryable, .tls, .endpoint),
            (.unknown, .unclear, .endpoint), (.unknown, .timeout, .endpoint), (.retryable, .unavailable, .endpoint),
            (.retryable, .rateLimited, .endpoint), (.retryable, .auth, .endpoint), (.retryable, .recipient, .address),
            (.permanent, .unreachable, nil), (.permanent, .recipient, nil), (.permanent, .refused, nil),
            (.sent, nil, nil),
        ] as [(DeliveryVerdict, DeliveryObstacle?, AwaitedReturn?)])
    func `what is tried again waits for the endpoint or the address, unless it was asked to wait for a time`(
        verdict: DeliveryVerdict, obstacle: DeliveryObstacle?, awaited: AwaitedReturn?
    ) {
        #expect(DeliveryOutcome(verdict, evidence: "words", obstacle).awaits == awaited)
        let asked = DeliveryOutcome(verdict, evidence: "words", obstacle, retryAfter: .seconds(30))
        #expect(asked.awaits == nil)
    }

    @Test(arguments: [DeliveryObstacle.auth, .endpoint, .tls])
    func `what is refused for what the endpoint is waits for it`(obstacle: DeliveryObstacle) {
        #expect(DeliveryOutcome(.permanent, evidence: "words", obstacle).awaits == .endpoint)
    }

    @Test func `a mailbox that would have nothing is told by what it takes, an endpoint by all that it takes`() {
        let greylisted = DeliveryOutcome(.retryable, evidence: "450 4.2.0 greylisted", .recipient)
        let cases: [(AwaitedReturn, DeliveryOutcome, DeliveryOutcome)] = [
            (.endpoint, Self.noAnswer, greylisted), (.address, greylisted, Self.noAnswer),
        ]
        for (scope, failure, other) in cases {
            var state = EndpointReturn(of: scope, mayBeAwaited: false)
            let outcomes = [other, Self.taken, failure, Self.taken]
            let told = outcomes.enumerated().map { number, outcome in
                state.note(outcome, of: EndpointReturn.Attempt(notificationID: 1, number: number))
            }
            #expect(told == [false, false, false, true], "\(scope)")
        }
    }

    @Test(
        arguments: [
            (.page, .p1, .unreachable, 60), (.page, .p2, .timeout, 60), (.page, .p3, .unreachable, 1080),
            (.update, .p1, .unreachable, 1080), (.page, .p1, .unavailable, 60), (.page, .p1, .recipient, 60),
            (.page, .p2, .rateLimited, 60), (.page, .p1, .tls, 60), (.page, .p1, .unclear, 60),
            (.page, .p3, .unavailable, 1080), (.resolved, .p1, .recipient, 1080),
        ] as [(NotificationEvent, Priority, DeliveryObstacle, Int)])
    func `an urgent page is tried again within a minute, whatever the answer was and however often it came`(
        event: NotificationEvent, priority: Priority, obstacle: DeliveryObstacle, seconds: Int
    ) throws {
        let policy = RetryPolicy(
            delays: [5, 30, 60, 120, 300, 600, 900].map(Duration.seconds), jitter: 0.2, giveUpAfter: .seconds(86_400))
        var message = RetryTests.notification(attempts: 1)
        (message.event, message.priority) = (event, priority)
        var waits: [Duration] = []
        for attempts in 1...20 {
            for drawn in [0, 0.5, 1] {
                message.attempts = attempts
                let outcome = DeliveryOutcome(.retryable, evidence: "words", obstacle)
                guard
                    case .retry(let due, _) = message.decide(outcome, policy: policy, jitter: drawn, at: .start)
                else {
                    Issue.record("it is given up")
                    return
                }
                waits.append(due - .start)
            }
        }
        // They are spread all the same.
        let longest = try #require(waits.max())
        #expect(longest <= .seconds(seconds) && longest > .seconds(seconds - 1), "\(waits)")
        #expect(Set(waits.suffix(3)).count == 3, "\(waits)")
    }
}
