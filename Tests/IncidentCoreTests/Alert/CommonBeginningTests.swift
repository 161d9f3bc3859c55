import IncidentCore
import Testing

@Suite("What values of a label begin with alike", .timeLimit(.minutes(5)))
struct CommonBeginningTests {
    @Test(
        arguments: [
            (["analytics-api-7d9c6b5f4-x2k4j", "analytics-api-7d9c6b5f4-8hzrp"], "analytics-api-7d9c6b5f4-"),
            // Up to a sign that parts words, and not in the middle of one.
            (["analytics-api-7d9c-00001", "analytics-api-7d9c-00002"], "analytics-api-7d9c-"),
            (["10.0.0.1:9090", "10.0.0.2:9090"], ""), (["10.244.17.1:9090", "10.244.17.12:9090"], "10.244.17."),
            (["node-00", "node-01"], ""), (["worker", "workbench"], ""), (["analytics", "analyses"], ""),
            (["web-frontend-a", "web-frontend-a"], ""), (["web-frontend-a"], ""), ([], ""),
            (["web-frontend-", "web-frontend-a"], "web-frontend-"), (["web-frontend-a", ""], ""),
        ] as [([String], String)])
    func `is what is worth a sign of its own`(values: [String], beginning: String) {
        #expect(CommonBeginning(values).text == beginning)
    }

    @Test func `is left out of a value, and a value that has only that stays whole`() {
        let values = ["web-frontend-", "web-frontend-a", "web-frontend-b-c"]
        let beginning = CommonBeginning(values)
        #expect(values.map(beginning.shortened) == ["web-frontend-", "…-a", "…-b-c"])
        #expect(beginning.shortened("api-1") == "api-1")
        #expect(CommonBeginning([String]()).shortened("api-1") == "api-1")
    }
}
