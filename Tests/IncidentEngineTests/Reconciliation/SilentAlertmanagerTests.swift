import IncidentCore
import IncidentEngine
import TestSupport
import Testing

/// An Alertmanager that does not answer corrects nothing, whatever is believed and whatever another one says.
@Suite(.timeLimit(.minutes(5)))
struct SilentAlertmanagerTests {
    private static let urls = [ScriptedAlertmanagers.url, ScriptedAlertmanagers.otherURL]
    private static let alerts = (0..<6).map { Alert.listed("Alert\($0 / 2)", pod: "pod-\($0)") }

    @Test(arguments: 0..<60)
    func `while none answers everything stays as it is`(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let desk = try ReconciliationTests.desk(urls: Self.urls)
        try await Self.live(desk, &random, answering: { _ in true })
        for url in Self.urls { desk.alertmanagers[url] = nil }
        let before = try await desk.image()
        for _ in 0..<6 {
            desk.clock.advance(by: .seconds(Int.random(in: 1...600, using: &random)))
            try await desk.tick(.reconciliation)
        }
        #expect(try await desk.image() == before)
        #expect(desk.engine.reconciliation.warnings.count == 2)
    }

    @Test(arguments: 0..<60)
    func `while one of two does not answer nothing ends by what the other says`(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let desk = try ReconciliationTests.desk(urls: Self.urls)
        try await Self.live(desk, &random, answering: { $0 == ScriptedAlertmanagers.url })
        let ends = try await desk.incidents().map(\.id).asyncMap { try await desk.timeline($0) }.joined()
            .filter { $0.kind == .reconciled }.compactMap { $0.details["correction"] }
        #expect(Set(ends).isSubset(of: ["missed", "hidden", "doubt_fires", "muted", "unmuted"]))
    }

    /// Bodies, restarts and asks at random, in which what Alertmanager lists has nothing to do with what it tells.
    private static func live(
        _ desk: EngineHarness, _ random: inout SeededGenerator, answering: (String) -> Bool
    ) async throws {
        for _ in 0..<20 {
            desk.clock.advance(by: .seconds(Int.random(in: 1...300, using: &random)))
            let alert = alerts.randomElement(using: &random) ?? alerts[0]
            let isFiring = Bool.random(using: &random)
            try await desk.post(
                WebhookBody(
                    isFiring ? alert : alert.resolved(after: desk.clock.now - alert.startsAt), group: alert.name,
                    truncated: Int.random(in: 0...9, using: &random) == 0 ? 1 : 0))
            for url in urls {
                let listed = alerts.filter { _ in Bool.random(using: &random) }
                    .map { ScriptedAlertmanager.Listed($0, silencedBy: Bool.random(using: &random) ? ["s"] : []) }
                var alertmanager = ScriptedAlertmanager()
                alertmanager.alerts = listed
                desk.alertmanagers[url] = answering(url) ? alertmanager : nil
            }
            try await desk.tick(.reconciliation)
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
        var results: [T] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
