import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5)))
struct EndpointHealthTests {
    private static func attempt(_ second: Int64, _ words: String) -> EndpointHealth.Attempt {
        EndpointHealth.Attempt(at: Timestamp(seconds: second), words: words)
    }

    @Test func `the newest of each kind stays, in whatever order they are noted`() {
        var health = EndpointHealth()
        #expect(!health.isFailing)
        health.note(DeliveryOutcome(.sent, evidence: "250"), at: Timestamp(seconds: 20))
        health.note(DeliveryOutcome(.retryable, evidence: "451"), at: Timestamp(seconds: 10))
        #expect(!health.isFailing)
        health.note(DeliveryOutcome(.unknown, evidence: "lost"), at: Timestamp(seconds: 30))
        #expect(health.isFailing)
        #expect(
            health
                == EndpointHealth(lastSuccess: Self.attempt(20, "250"), lastFailure: Self.attempt(30, "lost")))
        var other = EndpointHealth(lastSuccess: Self.attempt(40, "202"), lastFailure: Self.attempt(5, "429"))
        other.merge(health)
        #expect(other == EndpointHealth(lastSuccess: Self.attempt(40, "202"), lastFailure: Self.attempt(30, "lost")))
    }

    @Test func `an address that is refused tells neither that it works nor that it does not`() {
        var health = EndpointHealth()
        health.note(DeliveryOutcome(.permanent, evidence: "550", .recipient), at: Timestamp(seconds: 10))
        #expect(health == EndpointHealth(lastRefusal: Self.attempt(10, "550")) && !health.isFailing)
        health.note(DeliveryOutcome(.sent, evidence: "250"), at: Timestamp(seconds: 20))
        health.note(DeliveryOutcome(.retryable, evidence: "450", .recipient), at: Timestamp(seconds: 30))
        #expect(!health.isFailing)
        health.note(DeliveryOutcome(.retryable, evidence: "lost", .unreachable), at: Timestamp(seconds: 40))
        health.note(DeliveryOutcome(.permanent, evidence: "551", .recipient), at: Timestamp(seconds: 50))
        #expect(health.isFailing)
        var other = EndpointHealth()
        other.merge(health)
        #expect(other == health && health.lastRefusal == Self.attempt(50, "551"))
    }

    @Test func `what the spool takes is neither`() {
        var health = EndpointHealth()
        health.note(DeliveryOutcome(.sent, evidence: "written", isSpooled: true), at: Timestamp(seconds: 1))
        #expect(health == EndpointHealth())
    }
}
