import IncidentCore
import Testing

@Suite("What Prometheus is asked") struct PrometheusQueryTests {
    @Test(arguments: [
        (#"up{job="{label:job}"}"#, true), (#"up{job=~'{label:job}.*'}"#, true), ("up{job=`{label:job}`}", true),
        (#"up{job="a\"{label:job}"}"#, true), (#"rate(up[{label:window:duration}]) > {label:limit:int|5}"#, true),
        ("{label:metric}", false), ("up{{label:job}}", false), (#"up{job="a"} or {label:job}"#, false),
        (#"up{job=`a\`} or {label:job:name}"#, false), (#"up{job="a\\"} or {label:job:path}"#, false),
        (#"up{job="a}"#, false),
    ])
    func `a label stands in a string, or is a number or a duration`(text: String, isAdmitted: Bool) throws {
        #expect((PrometheusQuery.refusal(of: try ArgumentTemplate(text)) == nil) == isAdmitted)
    }

    @Test func `no type of a label lets a value end the string it stands in`() {
        for type in LabelType.allCases {
            for sign in ["\"", "'", "`", "\\", "\n", "{", "}"] {
                #expect(!type.accepts("a\(sign)b"), "\(type) \(sign)")
            }
        }
    }

    @Test func `the address asks for whole steps back from now`() throws {
        let server = PrometheusServer(url: "http://p:9090/prefix")
        let now = Timestamp(milliseconds: 1_800_000_000_050)
        let instant = PrometheusQuery(expression: .template(try ArgumentTemplate("up")), title: "Up")
        #expect(
            server.url(of: instant, expression: "up > 1", at: now, timeout: .seconds(10))
                == "http://p:9090/prefix/api/v1/query?query=up%20%3E%201&timeout=10s&time=1800000000.050")
        let range = PrometheusQuery(
            expression: .template(try ArgumentTemplate("up")), title: "Up", range: .seconds(100), step: .seconds(30))
        #expect(
            server.url(of: range, expression: "up", at: now, timeout: .seconds(10))
                == "http://p:9090/prefix/api/v1/query_range?query=up&timeout=10s&start=1799999910.050&end=1800000000.050&step=30s"
        )
    }

    @Test(arguments: [(60, 15), (3600, 15), (7200, 30), (86_400, 360), (31 * 86_400, 11_160)])
    func `without a step there are as many points as a chart shows`(range: Int64, step: Int64) throws {
        let query = PrometheusQuery(
            expression: .template(try ArgumentTemplate("up")), title: "Up", range: .seconds(range))
        #expect(query.step == .seconds(step))
    }

    @Test(arguments: [
        (
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1.5,"2e3"]}]}}"#,
            [2000.0]
        ),
        (
            #"{"data":{"result":[{"values":[[1,"1"],[2,"NaN"],[3,"+Inf"],[4,"-4"]],"metric":{}}],"resultType":"matrix"},"status":"success"}"#,
            [1, -4]
        ),
        (#"{"status":"success","data":{"resultType":"scalar","result":[1,"7"]}}"#, [7]),
        (
            #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"histograms":[[1,{"count":"3"}]]}]}}"#,
            []
        ),
        (
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1e300,"1"]},{"metric":{},"value":[]}]}}"#,
            []
        ),
    ])
    func `of each kind of result the numbers are read`(body: String, values: [Double]) throws {
        #expect(try PrometheusAPI.read(Array(body.utf8)).series.flatMap { $0.points.map(\.value) } == values)
    }

    @Test(arguments: ["", "null", "[]", "{}", #"{"status":"success","data":{"resultType":"matrix","result":[{]}}"#])
    func `what is no answer is not taken for one`(body: String) {
        #expect(throws: JSONError.self) { try PrometheusAPI.read(Array(body.utf8)) }
    }
}
