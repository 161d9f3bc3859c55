import IncidentCore
import Synchronization
import TestSupport
import Testing

@testable import Collectors

@Suite("Questions of several incidents", .timeLimit(.minutes(5)))
struct SharedQuestionsTests {
    private let clock = TestClock()
    private let questions: SharedQuestions
    private let cluster = [CollectorTarget.kubernetes]

    init() { questions = SharedQuestions { [clock] in clock.now } }

    @Test func `the same question is asked once for all who ask it while it runs`() async {
        let asked = Counter()
        let gate = Gate()
        await withTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    let answer = await questions.ask(.pods, at: cluster, shareFor: .seconds(15)) {
                        asked.add()
                        await gate.pass()
                        return .words("three pods")
                    }
                    #expect(answer.evidence.output == Array("three pods".utf8))
                    #expect(answer.askedAt == TestClock.monday)
                }
            }
            await gate.arrivals()
            gate.open()
        }
        #expect(asked.count == 1)
    }

    @Test func `an answer is shared for so long after its question was asked`() async throws {
        let asked = Counter()
        for (second, count) in [(0, 1), (14, 1), (15, 2), (29, 2), (30, 3)] {
            clock.move(to: TestClock.monday + .seconds(second))
            _ = await questions.ask(.pods, at: cluster, shareFor: .seconds(15)) { asked.answer("pods") }
            #expect(asked.count == count, "after \(second) s")
        }
    }

    @Test func `what differs in a word, a variable that the program sees, or a limit is another question`() async {
        let asked = Counter()
        var others = [Question.pods]
        others.append(
            Question(words: ["kubectl", "get", "nodes"], variables: [:], timeout: .seconds(10), outputLimitBytes: 1024))
        others.append(
            Question(
                words: Question.pods.words, variables: ["ALERT_LABEL_A": "1"], timeout: .seconds(10),
                outputLimitBytes: 1024))
        others.append(
            Question(words: Question.pods.words, variables: [:], timeout: .seconds(20), outputLimitBytes: 1024))
        others.append(
            Question(words: Question.pods.words, variables: [:], timeout: .seconds(10), outputLimitBytes: 2048))
        for question in others + others {
            _ = await questions.ask(question, at: cluster, shareFor: .seconds(15)) { asked.answer("pods") }
        }
        #expect(asked.count == others.count)
    }

    @Test func `what is not to be shared is asked each time`() async {
        let asked = Counter()
        for _ in 0..<3 { _ = await questions.ask(.pods, at: cluster, shareFor: .zero) { asked.answer("pods") } }
        #expect(asked.count == 3)
    }

    @Test func `a target that does not answer costs one time limit, and is tried again after half a minute`()
        async throws
    {
        let asked = Counter()
        let first = await withTaskGroup { group in
            for number in 0..<40 {
                group.addTask {
                    await questions.ask(.number(number), at: cluster, shareFor: .seconds(15)) {
                        asked.add()
                        return .silence
                    }.evidence
                }
            }
            return await group.reduce(into: [Evidence]()) { $0.append($1) }
        }
        // Those that had a place when it was not known yet; the others were answered without being asked.
        #expect(asked.count <= SharedQuestions.placesPerTarget)
        let refused = first.filter { $0.outcome == .failed }
        #expect(refused.count == 40 - asked.count)
        #expect(
            refused.allSatisfy {
                $0.closing
                    == "the Kubernetes API server did not answer at \(TestClock.monday.readable), so it was not asked"
            })
        let before = asked.count
        clock.move(to: TestClock.monday + .seconds(30))
        _ = await questions.ask(.number(100), at: cluster, shareFor: .seconds(15)) { asked.answer("pods") }
        _ = await questions.ask(.number(101), at: cluster, shareFor: .seconds(15)) { asked.answer("pods") }
        #expect(asked.count == before + 2)
    }

    @Test func `a refusal is not shared: who asks when the target is tried again gets an answer`() async throws {
        let asked = Counter()
        _ = await questions.ask(.number(1), at: cluster, shareFor: .seconds(60)) { .silence }
        _ = await questions.ask(.pods, at: cluster, shareFor: .seconds(60)) { asked.answer("pods") }
        #expect(asked.count == 0)
        clock.move(to: TestClock.monday + .seconds(31))
        let answer = await questions.ask(.pods, at: cluster, shareFor: .seconds(60)) { asked.answer("pods") }
        #expect(asked.count == 1 && answer.evidence.outcome == .succeeded)
    }

    @Test func `an answer says who was not asked, and once who answers again`() async throws {
        func ask(_ question: Question) async -> Answer {
            await questions.ask(question, at: cluster, shareFor: .seconds(60)) { .words("pods") }
        }
        #expect(await ask(.number(0)).answeringAgain == [])
        #expect(await questions.ask(.number(1), at: cluster, shareFor: .zero) { .silence }.silent == nil)
        let refused = await ask(.pods)
        #expect((refused.silent, refused.answeringAgain) == (.kubernetes, []))
        clock.advance(by: .seconds(30))
        let trying = await ask(.pods)
        #expect((trying.silent, trying.answeringAgain) == (nil, cluster))
        // Of the shared answer, and of the next one, it is no news.
        #expect(await ask(.pods).answeringAgain == [])
        #expect(await ask(.number(2)).answeringAgain == [])
    }

    @Test func `what is silent inside a pod is named, and the cluster answers again beside it`() async throws {
        let inPod = cluster + [CollectorTarget("psql (kubectl exec db-0)")]
        _ = await questions.ask(.number(1), at: inPod, shareFor: .zero) { .silence }
        #expect(await questions.ask(.number(2), at: inPod, shareFor: .zero) { .words("rows") }.silent == inPod[1])
        _ = await questions.ask(.number(3), at: cluster, shareFor: .zero) { .silence }
        #expect(await questions.ask(.number(2), at: inPod, shareFor: .zero) { .words("rows") }.silent == inPod[0])
        clock.advance(by: .seconds(30))
        let both = await questions.ask(.number(2), at: inPod, shareFor: .zero) { .words("rows") }
        #expect(both.answeringAgain == inPod)
    }

    @Test func `what is behind a hung API server is asked as soon as that answers, and left alone if it hangs itself`()
        async throws
    {
        let inPod = cluster + [CollectorTarget("psql (kubectl exec db-0)")]
        let elsewhere = [CollectorTarget("psql -h db")]
        for targets in [cluster, elsewhere] {
            _ = await questions.ask(.number(1), at: targets, shareFor: .zero) { .silence }
        }
        clock.advance(by: .seconds(30))
        // The exec tries the API server, which still hangs, and is held silent from now on.
        _ = await questions.ask(.number(2), at: inPod, shareFor: .zero) { .silence }
        let pods = await questions.ask(.number(3), at: cluster, shareFor: .zero) { .words("pods") }
        #expect(pods.answeringAgain == inPod)
        let rows = await questions.ask(.number(4), at: inPod, shareFor: .zero) { .words("rows") }
        #expect(rows.evidence.outcome == .succeeded && rows.answeringAgain == [inPod[1]])
        #expect(await questions.ask(.number(5), at: inPod, shareFor: .zero) { .words("rows") }.silent == nil)

        // It hung itself: that costs one more time limit, and no answer of the API server after that makes it two.
        _ = await questions.ask(.number(6), at: inPod, shareFor: .zero) { .silence }
        #expect(await questions.ask(.number(7), at: cluster, shareFor: .zero) { .words("pods") }.answeringAgain == [])
        #expect(await questions.ask(.number(8), at: inPod, shareFor: .zero) { .words("rows") }.silent == inPod[1])
    }

    @Test func `what hangs inside a pod does not keep the cluster from being asked, and the other way round`() async {
        let asked = Counter()
        let inPod = cluster + [CollectorTarget("psql (kubectl exec db-0)")]
        _ = await questions.ask(.number(1), at: inPod, shareFor: .zero) { .silence }
        _ = await questions.ask(.number(2), at: cluster, shareFor: .zero) { asked.answer("pods") }
        #expect(asked.count == 1)
        _ = await questions.ask(.number(3), at: inPod, shareFor: .zero) { asked.answer("rows") }
        #expect(asked.count == 1)
        _ = await questions.ask(.number(4), at: cluster, shareFor: .zero) { .silence }
        _ = await questions.ask(
            .number(5), at: cluster + [CollectorTarget("psql (kubectl exec db-1)")], shareFor: .zero
        ) { asked.answer("rows") }
        #expect(asked.count == 1)
    }

    @Test func `who wrote something before its time limit has answered`() async {
        let asked = Counter()
        _ = await questions.ask(.number(1), at: cluster, shareFor: .zero) {
            var evidence = Evidence.silence
            (evidence.output, evidence.byteCount) = (Array("line\n".utf8), 5)
            return evidence
        }
        _ = await questions.ask(.number(2), at: cluster, shareFor: .zero) { asked.answer("pods") }
        #expect(asked.count == 1)
    }

    @Test func `a question goes on while one of those who asked it waits, and is given up with the last`() async {
        let gate = Gate()
        let given = Counter()
        let question: @Sendable () async -> Evidence = {
            await withTaskCancellationHandler {
                await gate.pass()
            } onCancel: {
                given.add()
                gate.open()
            }
            return .words("pods")
        }
        let (one, other) = (
            Task { await questions.ask(.pods, at: cluster, shareFor: .seconds(15), question) },
            Task { await questions.ask(.pods, at: cluster, shareFor: .seconds(15), question) }
        )
        await gate.arrivals()
        one.cancel()
        // Asked by a third, it is still the same one that runs.
        let third = Task { await questions.ask(.pods, at: cluster, shareFor: .seconds(15), question) }
        other.cancel()
        third.cancel()
        _ = await (one.value, other.value, third.value)
        #expect(given.count <= 1)
        gate.open()
        let again = await questions.ask(.number(7), at: cluster, shareFor: .seconds(15)) { .words("nodes") }
        #expect(again.evidence.output == Array("nodes".utf8))
    }

    @Test func `so many run at once of one target, and another target does not wait for them`() async {
        let gate = Gate()
        let running = Crowd()
        await withTaskGroup { group in
            for number in 0..<30 {
                group.addTask {
                    _ = await questions.ask(.number(number), at: cluster, shareFor: .seconds(15)) {
                        running.enter()
                        await gate.pass()
                        running.leave()
                        return .words("pods")
                    }
                }
            }
            await gate.arrivals(SharedQuestions.placesPerTarget)
            let other = await questions.ask(.number(100), at: [CollectorTarget("redis-cli -h cache")], shareFor: .zero)
            {
                .words("info")
            }
            #expect(other.evidence.outcome == .succeeded)
            gate.open()
        }
        #expect(running.most == SharedQuestions.placesPerTarget)
    }
}

private final class Counter: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func add() { value.withLock { $0 += 1 } }

    func answer(_ words: String) -> Evidence {
        add()
        return .words(words)
    }
}

private final class Crowd: Sendable {
    private let state = Mutex((now: 0, most: 0))
    var most: Int { state.withLock { $0.most } }
    func enter() { state.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
    func leave() { state.withLock { $0.now -= 1 } }
}

extension Question {
    fileprivate static let pods = Question(
        words: ["kubectl", "get", "pods"], variables: [:], timeout: .seconds(10), outputLimitBytes: 1024)

    fileprivate static func number(_ number: Int) -> Question {
        Question(
            words: ["kubectl", "get", "pod", "p\(number)"], variables: [:], timeout: .seconds(10),
            outputLimitBytes: 1024)
    }
}

extension Evidence {
    /// A time limit has passed, and nobody has said anything.
    fileprivate static let silence = Evidence(outcome: .timedOut, duration: .seconds(10))

    fileprivate static func words(_ text: String) -> Evidence {
        Evidence(
            outcome: .succeeded, duration: .milliseconds(40), exitStatus: 0, output: Array(text.utf8),
            byteCount: text.utf8.count)
    }
}
