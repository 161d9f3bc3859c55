import IncidentCore
import Testing

@Suite("Duration as Prometheus writes it", .timeLimit(.minutes(5)))
struct DurationTests {
    @Test(
        arguments: [
            ("0", 0), ("0s", 0), ("250ms", 250), ("30s", 30_000), ("5m", 300_000), ("1h30m", 5_400_000),
            ("1d", 86_400_000), ("2w", 1_209_600_000), ("1y", 31_536_000_000), ("1y1w1d1h1m1s1ms", 32_230_861_001),
            ("90m", 5_400_000), ("007s", 7000),
        ] as [(String, Int64)])
    func `units go from large to small`(text: String, milliseconds: Int64) {
        #expect(Duration(prometheus: text) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "5", "5x", "s", "-5s", "+5s", "1.5h", "5 m", " 5m", "5m ", "30m1h", "5m5m", "5S", "5M", "５s",
        "99999999999999999999s", "9223372036854775807y", "1h-30m", "5mm", "5µs",
    ])
    func `anything else is refused`(text: String) {
        #expect(Duration(prometheus: text) == nil)
    }

    @Test(
        arguments: [
            (0, "0s"), (1, "1ms"), (1500, "1s500ms"), (90_000, "1m30s"), (5_400_000, "1h30m"), (86_400_000, "1d"),
            (1_209_600_000, "14d"),
        ] as [(Int64, String)])
    func `it is written in the shortest way`(milliseconds: Int64, text: String) {
        #expect(Duration.milliseconds(milliseconds).prometheusText == text)
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `what is written is read again`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let scale = Int64.random(in: 1...1_000_000_000_000, using: &generator)
            let duration = Duration.milliseconds(Int64.random(in: 0...scale, using: &generator))
            #expect(Duration(prometheus: duration.prometheusText) == duration, "seed \(seed), \(duration)")
        }
    }

    @Test(arguments: [(0, "0s"), (119, "1m59s"), (121, "2m"), (3_599, "59m"), (7_261, "2h1m")] as [(Int, String)])
    func `people read whole seconds below two minutes and whole minutes above`(seconds: Int, text: String) {
        #expect(Duration.seconds(seconds).prometheusRounded == text)
    }

    @Test(
        arguments: [
            (-2, "<invalid>"), (-1, "0s"), (0, "0s"), (119, "119s"), (120, "2m"), (135, "2m15s"), (599, "9m59s"),
            (600, "10m"),
            (10_799, "179m"), (10_800, "3h"), (15_000, "4h10m"), (28_800, "8h"), (172_799, "47h"), (172_800, "2d"),
            (180_000, "2d2h"), (691_200, "8d"), (41 * 86_400, "41d"), (730 * 86_400, "2y"), (731 * 86_400, "2y1d"),
            (3000 * 86_400, "8y"),
        ] as [(Int, String)])
    func `ages read as in kubectl's tables`(seconds: Int, text: String) {
        #expect(Duration.seconds(seconds).kubernetesText == text)
    }

    @Test(arguments: [
        (-1, "in less than a second"), (0, "in less than a second"), (900, "in less than a second"), (1000, "in 1s"),
        (1900, "in 1s"), (119_000, "in 1m59s"), (121_000, "in 2m"),
        // A moment after somebody has taken it for four hours, and half a minute and more after that.
        (14_400_000, "in 4h"), (14_399_400, "in 4h"), (14_370_000, "in 4h"), (14_369_000, "in 3h59m"),
    ])
    func `a short wait is neither none nor 0s, and a long one is told by the nearest minute`(
        milliseconds: Int, words: String
    ) {
        #expect(Duration.milliseconds(milliseconds).waitWords == words)
    }

    @Test(arguments: [
        (119_900, "1 min"), (149_000, "2 min"), (151_000, "3 min"), (14_399_400, "4 h"), (3_569_000, "59 min"),
    ])
    func `how long something still lasts is told so too`(milliseconds: Int, words: String) {
        #expect(Duration.milliseconds(milliseconds).nearestMinute.spoken == words)
    }
}
