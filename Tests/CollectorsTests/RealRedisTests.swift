import Collectors
import IncidentCore
import TestSupport
import Testing

/// A password of the environment, and a Redis that answers nobody without it.
@Suite(.timeLimit(.minutes(5))) struct RealRedisTests {
    private static let password = "zehn-kleine-Zahlen"

    @Test func `redis-cli gets its password here and in a pod, and no command line has it`() async throws {
        let world = try await ScratchKubernetes(scenario: "healthy", redisPassword: Self.password)
        let place = world.environment.merging(["PATH": world.programs.joined(separator: ":")]) { own, _ in own }
        let run = CollectorRunner.sample(environment: place.merging(["REDISCLI_AUTH": Self.password]) { own, _ in own })
        let here = ["redis-cli", "-h", "127.0.0.1", "-p", String(try #require(world.redisPort)), "INFO", "stats"]
        let inPod = ["kubectl", "exec", "-n", "llm-analytics-hub", "redis-0", "--", "redis-cli", "INFO", "stats"]
        for words in [here, inPod] {
            let named = await run(try Self.collector(words, variables: ["REDISCLI_AUTH"]))
            #expect(named.outcome == .succeeded && named.output.hasPrefix("# Stats\n"), "\(named.output)")
            #expect(!"\(named)".contains(Self.password))
            // Who does not name it has none, and so the same question has another answer.
            let unnamed = await run(try Self.collector(words))
            #expect(unnamed.output.hasPrefix("NOAUTH Authentication required."), "\(unnamed.output)")
        }
        let asked = await run(try Self.collector(inPod, variables: ["REDISCLI_AUTH"])).arguments
        let command = ["redis-cli", "--askpass", "--no-auth-warning", "INFO", "stats"]
        #expect(asked == inPod.prefix(5) + ["-i", "--"] + command)
        let unset = await CollectorRunner.sample(environment: place)(
            try Self.collector(inPod, variables: ["REDISCLI_AUTH"]))
        #expect(unset.arguments == inPod && unset.output.hasPrefix("NOAUTH "))
    }

    private static func collector(_ words: [String], variables: [String] = []) throws -> Collector {
        Collector(
            name: "redis-stats", procedure: "P2", when: Selector(),
            source: .run(CommandTemplate(try words.map { word in try ArgumentTemplate(word) })),
            timeout: .seconds(60), shareFor: .seconds(60), variables: variables)
    }
}
