import IncidentCore
import Testing

@Suite("An endpoint that works again", .timeLimit(.minutes(5)))
struct EndpointReturnTests {
    static let taken = DeliveryOutcome(.sent, evidence: "250 Ok")
    static let noAnswer = DeliveryOutcome(.retryable, evidence: "connection refused", .unreachable)

    @Test func `the first success after a failure brings forward what waits, and the next ones nothing`() {
        var state = EndpointReturn(mayBeAwaited: false)
        #expect(!state.note(Self.taken))
        #expect(!state.note(Self.noAnswer))
        #expect(state.note(Self.taken))
        #expect(!state.note(Self.taken))
    }

    @Test func `the first success after a start does, since something may have waited before`() {
        var state = EndpointReturn()
        #expect(state.note(Self.taken))
        #expect(!state.note(Self.taken))
    }

    @Test func `what was brought forward and fails again waits for a failure of another`() {
        var state = EndpointReturn(mayBeAwaited: false)
        _ = state.note(Self.noAnswer)
        #expect(state.note(Self.taken))
        #expect(!state.note(Self.noAnswer, wasBroughtForward: true))
        #expect(!state.note(Self.taken))
        _ = state.note(Self.noAnswer)
        #expect(state.note(Self.taken))
    }

    @Test func `what was written to the spool is no success`() {
        var state = EndpointReturn()
        #expect(!state.note(DeliveryOutcome(.sent, evidence: "spool", isSpooled: true)))
        #expect(state.note(Self.taken))
    }

    @Test func `what could not be stored is noted no more`() {
        var state = EndpointReturn()
        #expect(state.note(Self.taken))
        state.forget()
        #expect(state.note(Self.taken))
    }

    @Test(
        arguments: [
            (.retryable, .unreachable, true), (.retryable, .timeout, true), (.retryable, .tls, true),
            (.unknown, .unclear, true), (.unknown, .timeout, true), (.permanent, .unreachable, false),
            (.retryable, .recipient, false), (.retryable, .unavailable, false), (.retryable, .rateLimited, false),
            (.retryable, .auth, false), (.sent, nil, false),
        ] as [(DeliveryVerdict, DeliveryObstacle?, Bool)])
    func `an answer holds whatever becomes of others`(
        verdict: DeliveryVerdict, obstacle: DeliveryObstacle?, waits: Bool
    ) {
        #expect(DeliveryOutcome(verdict, evidence: "words", obstacle).isWithoutAnswer == waits)
        let asked = DeliveryOutcome(verdict, evidence: "words", obstacle, retryAfter: .seconds(30))
        #expect(!asked.isWithoutAnswer)
    }

    @Test(
        arguments: [
            (.page, .p1, .unreachable, 60), (.page, .p2, .timeout, 60), (.page, .p3, .unreachable, 1080),
            (.update, .p1, .unreachable, 1080), (.page, .p1, .unavailable, 1080), (.page, .p1, .recipient, 1080),
        ] as [(NotificationEvent, Priority, DeliveryObstacle, Int)])
    func `an urgent page asks an endpoint that did not answer within a minute, however often it has`(
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
