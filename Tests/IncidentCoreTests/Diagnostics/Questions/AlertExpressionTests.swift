import Testing

@testable import IncidentCore

@Suite("An alert's own expression") struct AlertExpressionTests {
    @Test(arguments: [
        ("http://prometheus:9090/graph?g0.expr=up%7Bjob%3D%22api%22%7D+%3D%3D+0&g0.tab=1", #"up{job="api"} == 0"#),
        ("/graph?g0.tab=1&g0.expr=up", "up"), ("http://p/graph?g0.expr=a%2Bb#x", "a+b"),
        ("http://p/graph?g0.expr=&g0.tab=1", nil), ("http://grafana/alerting/grafana/x/view?orgId=1", nil), ("", nil),
        ("http://p/graph?g0.expr=%FF", "%FF"), ("http://p/graph?g0.expr=" + String(repeating: "a", count: 9000), nil),
    ])
    func `stands in the link to Prometheus`(url: String, expression: String?) {
        #expect(CollectorSubject.expression(in: url) == expression)
    }

    @Test(arguments: [
        ("rate(errors[5m]) > 0.05", "rate(errors[5m])", ChartLimit(.above, 0.05)),
        ("a / b <= 1e-3", "a / b", ChartLimit(.below, 0.001, isInclusive: true)),
        ("a>=-5", "a", ChartLimit(.above, -5, isInclusive: true)),
        ("sum by (pod) (x{a=~\"b>1\"}) < 3", "sum by (pod) (x{a=~\"b>1\"})", ChartLimit(.below, 3)),
        ("count(up == 0) > 2", "count(up == 0)", ChartLimit(.above, 2)),
        ("up == 0", "up == 0", nil), ("a > b", "a > b", nil), ("a > 1 > 0", "a > 1 > 0", nil),
        ("a > 1 and b > 2", "a > 1 and b > 2", nil), ("a > 5 unless on(x) b", "a > 5 unless on(x) b", nil),
        ("absent(up)", "absent(up)", nil), ("(a > 1)", "(a > 1)", nil), ("a > bool 1", "a > bool 1", nil),
        ("random_metric > 1", "random_metric", ChartLimit(.above, 1)), ("", "", nil), ("a >", "a >", nil),
        (#"x{a="\\"} > 1"#, #"x{a="\\"}"#, ChartLimit(.above, 1)),
        (#"x{a=`\`} > 1"#, #"x{a=`\`}"#, ChartLimit(.above, 1)),
    ])
    func `is taken apart where it compares once with a number`(text: String, measured: String, limit: ChartLimit?) {
        let parts = AlertExpression(text)
        #expect((parts.measured, parts.limit) == (measured, limit))
    }

    @Test(arguments: [
        (#"up{job="a==1"} == 0"#, NumberCondition(.equal, 0, text: "== 0")),
        ("up!=1", NumberCondition(.unequal, 1, text: "!=1")),
        ("a > 0.9", NumberCondition(.above, 0.9, text: "> 0.9")),
        ("a <= 1e-3", NumberCondition(.atMost, 0.001, text: "<= 1e-3")),
        ("up == bool 0", nil), ("up == b", nil), ("up == 0 == 0", nil), ("up == 0 and b", nil), ("(up == 0)", nil),
        ("up = 0", nil), ("up", nil), ("== 0 or up", nil),
    ])
    func `says what it compares with`(text: String, condition: NumberCondition?) {
        #expect(AlertExpression(text).condition == condition)
    }
}
