import IncidentCore
import Testing

@Suite("A target that does not answer")
struct CircuitBreakerTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    @Test func `is asked as long as it answers`() {
        var breaker = CircuitBreaker()
        for second in 0..<100 {
            #expect(breaker.refusal(at: start + .seconds(second)) == nil)
            breaker.answered()
        }
        #expect(breaker.isClosed)
    }

    @Test func `is left alone for thirty seconds, and then asked once`() {
        var breaker = CircuitBreaker()
        breaker.didNotAnswer(at: start)
        #expect(breaker.refusal(at: start) == start)
        #expect(breaker.refusal(at: start + .milliseconds(29_999)) == start)
        #expect(breaker.refusal(at: start + .seconds(30)) == nil)
        // That one question decides; nobody else waits a time limit beside it.
        #expect(breaker.refusal(at: start + .seconds(30)) == start)
        #expect(breaker.refusal(at: start + .seconds(39)) == start)
        breaker.didNotAnswer(at: start + .seconds(40))
        #expect(breaker.refusal(at: start + .seconds(69)) == start + .seconds(40))
        #expect(breaker.refusal(at: start + .seconds(70)) == nil)
        breaker.answered()
        #expect(breaker.refusal(at: start + .seconds(70)) == nil)
        #expect(breaker.isClosed)
    }

    @Test func `is tried by the next question when the one that tried it was given up`() {
        var breaker = CircuitBreaker()
        breaker.didNotAnswer(at: start)
        #expect(breaker.refusal(at: start + .seconds(31)) == nil)
        breaker.gaveUp()
        #expect(breaker.refusal(at: start + .seconds(31)) == nil)
        breaker.answered()
        breaker.gaveUp()
        #expect(breaker.isClosed)
    }

    @Test func `is tried by the next question once who stands before it answers again, and by no second one`() {
        var breaker = CircuitBreaker()
        #expect(breaker.standsFree() == false)
        breaker.didNotAnswer(at: start)
        #expect(breaker.standsFree() == true)
        #expect(breaker.standsFree() == false)
        #expect(breaker.refusal(at: start + .seconds(1)) == nil)
        #expect(breaker.refusal(at: start + .seconds(1)) == start)
        #expect(breaker.standsFree() == false)
        breaker.didNotAnswer(at: start + .seconds(11))
        #expect(breaker.refusal(at: start + .seconds(40)) == start + .seconds(11))
    }

    @Test func `is not left alone for longer because the clock was set back`() {
        var breaker = CircuitBreaker()
        breaker.didNotAnswer(at: start)
        #expect(breaker.refusal(at: start - .seconds(3600)) == nil)
    }
}

@Suite("Who has to answer for a command")
struct CollectorTargetTests {
    @Test(arguments: [
        (["kubectl", "get", "pods", "-n", "shop"], ["the Kubernetes API server"]),
        (["/usr/bin/kubectl", "top", "nodes"], ["the Kubernetes API server"]),
        (["helm", "list"], ["the Kubernetes API server"]),
        (
            ["kubectl", "exec", "-n", "shop", "db-0", "--", "psql", "-U", "postgres", "-c", "SELECT 1"],
            ["the Kubernetes API server", "psql (kubectl exec -n shop db-0)"]
        ),
        (["psql", "-h", "db", "-p", "5433", "-c", "SELECT 1"], ["psql -h db -p 5433"]),
        (["pg_isready", "--host=db"], ["pg_isready --host=db"]),
        (["redis-cli", "-hcache", "INFO"], ["redis-cli -hcache"]),
        (
            ["kafka-topics.sh", "--bootstrap-server", "k:9092", "--list"],
            ["kafka-topics.sh --bootstrap-server k:9092"]
        ),
        (["df", "-h"], []), ([], []),
    ])
    func `are named, the outermost first`(command: [String], names: [String]) {
        #expect(CollectorTarget.all(of: command).map(\.name) == names)
    }

    @Test func `what is in a pod stands behind the API server, and nothing else does`() {
        let words = ["kubectl", "exec", "db-0", "--", "psql", "-c", "SELECT 1"]
        let targets = CollectorTarget.all(of: words)
        #expect(targets[1].stands(behind: targets[0]))
        #expect(!targets[0].stands(behind: targets[1]) && !targets[1].stands(behind: targets[1]))
        #expect(!CollectorTarget("psql -h db").stands(behind: .kubernetes))
    }
}
