import IncidentCore
import Testing

/// What is said of conditions while not all labels are known.
@Suite(.timeLimit(.minutes(5)))
struct VerdictTests {
    private static let labels = ForeseenLabels(["alertname": "DiskFull", "severity": "critical", "team": ""])

    @Test(
        arguments: [
            (#"severity="critical""#, Verdict.holds), (#"severity="warning""#, .fails),
            (#"severity!="warning""#, .holds), (#"severity=~"crit.*""#, .holds), (#"severity!~"crit.*""#, .fails),
            // A label that the alert does not have is empty text, as for every matcher.
            (#"team="""#, .holds), (#"team!="""#, .fails), (#"team=~"a|""#, .holds),
            (#"namespace="shop""#, .depends(on: ["namespace"])), (#"namespace!="shop""#, .depends(on: ["namespace"])),
            (#"namespace=~".*""#, .depends(on: ["namespace"])), (#"namespace!~".*""#, .depends(on: ["namespace"])),
        ] as [(String, Verdict)])
    func `a matcher is decided where its label is known, and never otherwise`(text: String, verdict: Verdict) throws {
        #expect(try Matcher(text).verdict(Self.labels) == verdict)
    }

    @Test(
        arguments: [
            ([], [], Verdict.holds),
            // One that fails fails the row, whatever a label turns out to be.
            ([#"a="1""#, #"severity="warning""#], [], .fails),
            ([#"a="1""#, #"severity="critical""#], [], .depends(on: ["a"])),
            ([#"a="1""#, #"b="1""#], [], .depends(on: ["a", "b"])),
            // One alternative that holds is enough.
            ([], [[#"a="1""#], [#"severity="critical""#]], .holds),
            ([], [[#"a="1""#, #"severity="warning""#], [#"team="x""#]], .fails),
            ([], [[#"a="1""#, #"severity="warning""#], [#"b="1""#]], .depends(on: ["b"])),
            ([#"a="1""#], [[#"b="1""#], [#"severity="critical""#]], .depends(on: ["a"])),
        ] as [([Matcher], [[Matcher]], Verdict)])
    func `a row depends on the labels that can still decide it`(all: [Matcher], any: [[Matcher]], verdict: Verdict) {
        #expect(AlertSelector(all: all, any: any).verdict(Self.labels) == verdict)
    }
}
