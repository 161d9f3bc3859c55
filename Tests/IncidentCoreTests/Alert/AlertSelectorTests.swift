import IncidentCore
import Testing

@Suite("Which alerts a row is for", .timeLimit(.minutes(5)))
struct AlertSelectorTests {
    private static let database = AlertSelector(
        all: [#"team!="test""#], any: [[#"component="redis""#], [#"service="redis""#, #"env="live""#]])

    @Test(
        arguments: [
            (["component": "redis"], true), (["component": "redis", "team": "test"], false),
            (["service": "redis", "env": "live"], true), (["service": "redis"], false), (["env": "live"], false),
            (["service": "redis", "env": "live", "team": "test"], false), ([:], false),
        ] as [(Labels, Bool)])
    func `all of match must hold, and one whole entry of match_any`(labels: Labels, expected: Bool) {
        #expect(Self.database.matches(labels) == expected)
    }

    @Test(
        arguments: [
            ([], true), (["a=b"], false), (AlertSelector(any: [["a=b"], ["c=d"]]), false),
            (AlertSelector(any: [["a=b"], []]), true),
        ] as [(AlertSelector, Bool)])
    func `a row without conditions is for every alert`(selector: AlertSelector, expected: Bool) {
        #expect(selector.isEverything == expected)
        #expect(selector.matches([:]) == expected)
    }

    @Test(
        arguments: [
            ([], ["a=b"], true), (["a=b"], ["a=b", "c=d"], true), (["a=b", "c=d"], ["a=b"], false),
            (["a=b"], [], false),
            (AlertSelector(any: [["a=b"], ["c=d"]]), ["c=d", "e=f"], true),
            (AlertSelector(any: [["a=b"], ["c=d"]]), ["e=f"], false),
            (AlertSelector(all: ["e=f"], any: [["a=b"], ["c=d"]]), ["a=b"], false),
            (AlertSelector(all: ["e=f"], any: [["a=b"], ["c=d"]]), ["a=b", "e=f"], true),
        ] as [(AlertSelector, Set<Matcher>, Bool)])
    func `what a row surely takes is seen by matchers that are the same`(
        selector: AlertSelector, set: Set<Matcher>, expected: Bool
    ) {
        #expect(selector.covers(set) == expected)
    }
}
