import IncidentCore
import Testing

@Suite("A collector that was not asked")
struct AskingAgainTests {
    private let first = Timestamp(seconds: 1_800_000_000)

    @Test(
        arguments: [
            // Seconds since it was to be asked first, and from then on until it is asked again.
            (0, 30), (29, 30), (30, 30), (60, 60), (119, 119), (120, 120), (600, 120), (21_599, 120), (21_600, nil),
            (-5, 30),
        ] as [(Int, Int?)])
    func `is asked again after as long as that has lasted, from half a minute to two, for six hours`(
        lasted: Int, wait: Int?
    ) {
        let now = first + .seconds(lasted)
        #expect(AskingAgain.next(after: first, at: now) == wait.map { now + .seconds($0) })
    }

    @Test func `meets the circuit when it may be tried`() {
        var breaker = CircuitBreaker()
        breaker.didNotAnswer(at: first)
        let next = AskingAgain.next(after: first, at: first)
        #expect(next.map { breaker.refusal(at: $0) } == .some(nil))
    }
}
