import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct ArgumentTemplateTests {
    struct Bound: Sendable {
        let template: String
        let labels: Labels
        let expected: String
    }

    @Test(arguments: [
        Bound(template: "get", labels: [:], expected: "get"),
        Bound(template: "{label:namespace}", labels: ["namespace": "shop"], expected: "shop"),
        Bound(template: "app={label:app|analytics-api}", labels: ["app": "web"], expected: "app=web"),
        Bound(template: "app={label:app|analytics-api}", labels: [:], expected: "app=analytics-api"),
        Bound(template: "app={label:app|analytics-api}", labels: ["app": ""], expected: "app=analytics-api"),
        Bound(template: "{label:kind:name}/{label:pod}", labels: ["kind": "Pod", "pod": "a.b"], expected: "Pod/a.b"),
        Bound(template: "--tail={label:lines:int|200}", labels: ["lines": "5"], expected: "--tail=5"),
        Bound(template: "--since={label:for:duration|1h30m}", labels: [:], expected: "--since=1h30m"),
        Bound(template: "-l{label:a}{label:b}", labels: ["a": "x", "b": "y"], expected: "-lxy"),
        Bound(
            template: "jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}", labels: [:],
            expected: "jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}"),
    ])
    func `a template is filled in`(_ bound: Bound) throws {
        #expect(try ArgumentTemplate(bound.template).bind(bound.labels) == bound.expected)
    }

    static let hostile = [
        "x; rm -rf /", "$(id)", "`id`", "--as=admin", "-n", "a b", "a\nb", "a\0b", "x\u{202E}y", "it's", "a,b", "x&y",
        "A", "a..b", "a/b", "..", "-", "é", "ａ", "a\n", " a", String(repeating: "a", count: 254),
    ]

    @Test(arguments: hostile)
    func `a hostile value is refused and the default does not stand in for it`(_ value: String) throws {
        let template = try ArgumentTemplate("{label:namespace|shop}")
        let labels = Labels([.init(name: "namespace", value: value)])
        let refusal = try #require(throws: BindingRefused.self) { try template.bind(labels) }
        #expect(refusal.description.contains("label \"namespace\""))
        #expect(refusal.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
        #expect(refusal.description.count < 260)
    }

    @Test(arguments: LabelType.allCases)
    func `no type takes a value that begins with a dash, holds a blank or is empty`(_ type: LabelType) {
        for value in [
            "..", "a..b", "../a", "a/../b", "a/..", "-a", "--as=admin", "-1", "-1h", "", "a b", "1 2", "1\n", "'", "\"",
            "$x", ";", "\\",
        ] {
            #expect(!type.accepts(value), "\(value)")
        }
    }

    struct Accepted: Sendable {
        let type: LabelType
        let values: [String]
        let refused: [String]
    }

    @Test(arguments: [
        Accepted(
            type: .dns, values: ["api-1", "a.b", "1"], refused: ["A", "a_b", "a:b", "a/b", ".a", "a.", "a-"]),
        Accepted(
            type: .name, values: ["Api_1", "a.b", "_x", "order.events-v2"],
            refused: ["a:b", "a/b", "/a", ".a", "a.", "a@b", "a=b"]),
        Accepted(type: .database, values: ["app_db", "App-2", "_x"], refused: ["a.b", "a:b", "a/b", "host=x"]),
        Accepted(
            type: .path, values: ["/", "/var/lib/", "deployment/api", "/home/.cache", "a"],
            refused: ["a//b", "a:b", "http://a"]),
        Accepted(
            type: .address, values: ["10.0.0.1:9100", "db.shop", "[::1]:5432", "db:1"],
            refused: ["a/b", "db:", "db:port", "u@db", "::1", "http://a"]),
    ])
    func `a type takes what it is named after, and nothing that would mean something else`(_ accepted: Accepted) {
        for value in accepted.values { #expect(accepted.type.accepts(value), "\(value)") }
        for value in accepted.refused { #expect(!accepted.type.accepts(value), "\(value)") }
    }

    @Test func `a missing label without a default is refused by its name`() throws {
        let template = try ArgumentTemplate("-n{label:namespace}")
        let refusal = try #require(throws: BindingRefused.self) { try template.bind(["app": "web"]) }
        #expect(refusal.description == "label \"namespace\" is missing and has no default")
    }

    @Test func `a refusal names the pattern that the value must match`() throws {
        let template = try ArgumentTemplate("{label:lines:int}")
        let refusal = try #require(throws: BindingRefused.self) { try template.bind(["lines": "many"]) }
        #expect(refusal.description.contains("\"many\", which does not match [0-9]+"))
    }

    @Test(arguments: [
        ("{label:app", "has no closing brace"), ("a{label:app:text}", "\"text\" in \"{label:app:text}\" is not a type"),
        ("{label:}", "names no label"), ("{label:a b}", "names no label"), ("{label:1a}", "names no label"),
        ("{label:a:dns:dns}", "names no label"), ("{label:app|Foo}", "the default \"Foo\""),
        ("{label:app|}", "the default \"\""), ("{label:app|a b}", "the default \"a b\""),
        ("-{label:flag}", "write the option out"), ("--{label:flag}=1", "write the option out"),
    ])
    func `a template that cannot be read names what is wrong`(_ text: String, _ reason: String) throws {
        let error = try #require(throws: ArgumentTemplateError.self) { try ArgumentTemplate(text) }
        #expect(error.description.contains(reason))
    }

    @Test func `the labels that a template uses are listed`() throws {
        #expect(try ArgumentTemplate("{label:a}/{x}/{label:b:int|1}").labelNames == ["a", "b"])
    }
}
