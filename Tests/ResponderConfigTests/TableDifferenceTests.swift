import ResponderConfig
import Testing

@Suite("Differences of tables", .timeLimit(.minutes(5)))
struct TableDifferenceTests {
    private static let old = """
        collectors:
          - { name: pods, run: [a], when: { priority: [P1] } }
          - { name: logs, run: [b] }
        next_steps:
          - { procedure: "P1: Down", title: Restart, command: x }
          - { procedure: "P1: Down", title: Restart, command: y }
        severities: { critical: P1 }
        respond_within: { P1: 5m }
        """

    private static func changes(_ old: String?, _ new: String) -> [String] {
        TableDifference(from: old, to: new).changes.map { "\($0.kind.rawValue) \($0.row) \($0.keys)" }
    }

    @Test func `rows are added, changed and removed by name`() {
        let new = """
            # a remark
            next_steps:
              - { procedure: "P1: Down", title: Restart, command: x }
            collectors:
              - { run: [a], when: { priority: [P2] }, name: pods, timeout: 3s }
              - { name: events, run: [c] }
            severities: { critical: P2 }
            contacts: [ { role: Lead, contact: a@example.com } ]
            """
        #expect(
            Self.changes(Self.old, new) == [
                #"changed collector "pods" ["timeout", "when"]"#, #"added collector "events" []"#,
                #"changed severity "critical" ["value"]"#, #"added contact "Lead" []"#, #"removed collector "logs" []"#,
                #"removed next step "P1: Down: Restart", number 2 []"#, #"removed respond_within "P1" []"#,
            ])
        #expect(Self.changes(Self.old, "# other remarks\n\(Self.old)\n") == [])
    }

    @Test func `all of a table is new where there was none, or nothing that is YAML`() {
        for nothing in [nil, "", "[", "a", "collectors: 3"] as [String?] {
            #expect(Self.changes(nothing, "collectors: [ { name: a } ]") == [#"added collector "a" []"#])
        }
    }
}
