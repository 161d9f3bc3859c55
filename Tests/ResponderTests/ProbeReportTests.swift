import IncidentCore
import Testing

@testable import responder

@Suite("What check --probe prints")
struct ProbeReportTests {
    private static let mayNotAsk = "may not ask what it may: selfsubjectaccessreviews.authorization.k8s.io is forbidden"

    private func row(_ name: String, _ verdict: ProbeVerdict, asking words: String) -> ProbeReport.Row {
        ProbeReport.Row(collector: name, verdict: verdict, asked: ["kubectl version", words])
    }

    @Test func `an account that may not ask for its rights is told of once, with all collectors that it concerns`() {
        let report = ProbeReport([
            row("pods", .unknown(Self.mayNotAsk), asking: "kubectl auth can-i list pods -n shop"),
            row("events", .unknown(Self.mayNotAsk), asking: "kubectl auth can-i list events -n shop"),
            row("nodes", .unknown(Self.mayNotAsk), asking: "kubectl auth can-i list nodes"),
            row("pods-again", .unknown(Self.mayNotAsk), asking: "kubectl auth can-i list pods -n shop"),
        ])
        #expect(
            report.text == """
                unknown: pods, events, nodes, pods-again
                    \(Self.mayNotAsk)
                    asked: kubectl auth can-i list pods -n shop, and 2 more such questions
                """)
    }

    @Test func `the same reason of another cluster is another one`() {
        let report = ProbeReport([
            row("pods", .unknown(Self.mayNotAsk), asking: "kubectl --context east auth can-i list pods"),
            row("nodes", .unknown(Self.mayNotAsk), asking: "kubectl --context east auth can-i list nodes"),
            row("others", .unknown(Self.mayNotAsk), asking: "kubectl --context west auth can-i list pods"),
        ])
        #expect(
            report.text == """
                unknown: pods, nodes
                    \(Self.mayNotAsk)
                    asked: kubectl --context east auth can-i list pods, and 1 more such question
                unknown: others
                    \(Self.mayNotAsk)
                    asked: kubectl --context west auth can-i list pods
                """)
    }

    @Test func `a reason that names no place is told for each place that was asked`() {
        let silent = ProbeVerdict.cannotWork("no answer within 5 s", advice: "see whether a firewall is between")
        let report = ProbeReport([
            row("orders", silent, asking: "psql -w -h orders"), row("stock", silent, asking: "psql -w -h stock"),
            row("stock-locks", silent, asking: "psql -w -h stock"),
        ])
        #expect(
            report.text == """
                cannot work: orders
                    no answer within 5 s
                    → see whether a firewall is between
                    asked: psql -w -h orders
                cannot work: stock, stock-locks
                    no answer within 5 s
                    → see whether a firewall is between
                    asked: psql -w -h stock
                """)
    }
}
