import Testing

@testable import ResponderConfig

/// One table with mistakes, and what is to be said of them.
struct Mistake: Sendable, CustomTestStringConvertible {
    let what: String
    let table: String
    let text: String
    let problems: [String]

    init(_ what: String, _ table: String, _ text: String, _ problems: String...) {
        (self.what, self.table, self.text, self.problems) = (what, table, text, problems)
    }

    var testDescription: String { what }
}

@Suite(.timeLimit(.minutes(5)))
struct RouteTableProblemTests {
    @Test func `tables without a mistake have none`() {
        #expect(TestTables.problems([:]) == [])
    }

    @Test(arguments: Mistake.inYAML) func `what is no table is reported with its place`(_ mistake: Mistake) {
        #expect(TestTables.problems([mistake.table: mistake.text]) == mistake.problems)
    }

    @Test(arguments: Mistake.inHTTP) func `mistakes in questions by HTTP are reported`(_ mistake: Mistake) {
        #expect(TestTables.problems([mistake.table: mistake.text]) == mistake.problems)
    }

    @Test(arguments: Mistake.inQueries) func `mistakes in queries are reported`(_ mistake: Mistake) {
        #expect(TestTables.problems([mistake.table: mistake.text]) == mistake.problems)
    }

    @Test(arguments: Mistake.inClassification) func `classification mistakes are reported`(_ mistake: Mistake) {
        #expect(TestTables.problems([mistake.table: mistake.text]) == mistake.problems)
    }

    @Test(arguments: Mistake.inCollectors) func `collector mistakes are reported`(_ mistake: Mistake) {
        #expect(TestTables.problems([mistake.table: mistake.text]) == mistake.problems)
    }

    @Test(arguments: Mistake.inContacts) func `contact mistakes are reported`(_ mistake: Mistake) {
        #expect(TestTables.problems([mistake.table: mistake.text]) == mistake.problems)
    }

    @Test(arguments: Mistake.inEscalation) func `escalation mistakes are reported`(_ mistake: Mistake) {
        #expect(TestTables.problems([mistake.table: mistake.text]) == mistake.problems)
    }

    @Test func `a missing file is named and costs the others nothing`() {
        let found = TestTables.problems(["contacts": nil, "classification": "default_priority: P9"])
        #expect(
            found == [
                #"routes/classification.yaml:1:19: default_priority is "P9"; one of P1, P2, P3, P4 is expected"#,
                "routes/contacts.yaml: the file cannot be read: no such file or directory; "
                    + "all of classification, collectors, contacts, escalation, endpoints must be there",
            ])
    }

    @Test func `problems of several files come together, in the order of files and lines`() {
        let found = TestTables.problems([
            "endpoints": "endpoints: { email: { smtp: \"http://x\" }, slack: { channels: {} } }",
            "escalation": """
            policies:
              - name: a
                steps: [ { after: 5x, notify: [dba-oncall] } ]
            """,
            "collectors": "colectors: []",
            "classification": """
            rules:
              - { name: a, match: ['severity=~"["'], priority: P1 }
            default_priority: P0
            """,
        ])
        #expect(
            found == [
                #"routes/classification.yaml:2:24: matcher severity=~"[" cannot be read: "#
                    + #"regular expression "[" is not RE2 syntax: missing ]: ["#,
                #"routes/classification.yaml:3:19: default_priority is "P0"; one of P1, P2, P3, P4 is expected"#,
                #"routes/collectors.yaml:1:1: unknown key "colectors"; did you mean "collectors"?"#,
                ##"routes/contacts.yaml:3:73: channel "#database" is not in routes/endpoints.yaml; add it under slack.channels"##,
                #"routes/escalation.yaml:3:23: after is "5x"; a duration such as 30s, 5m or 1h30m is expected"#,
                #"routes/escalation.yaml:3:36: contact "dba-oncall" is not in routes/contacts.yaml"#,
                "routes/endpoints.yaml:1:29: smtp: a URL that begins with smtp:// or smtps:// is expected",
            ])
    }

    @Test func `a reference into a file that cannot be read is no second problem`() {
        #expect(TestTables.problems(["contacts": "contacts: ["]).allSatisfy { $0.hasPrefix("routes/contacts.yaml:") })
    }
}
