import Testing

@testable import IncidentCore

/// Which alerts that join an incident have collectors run for them.
@Suite(.timeLimit(.minutes(5))) struct JoinedDiagnosisTests {
    private static func alert(_ name: String, namespace: String = "web", expression: String? = "up == 0") -> Lead {
        var alert = Alert.sample()
        alert.fingerprint = name
        alert.labels = ["alertname": name, "namespace": namespace]
        alert.generatorURL =
            expression.map { "http://prometheus:9090/graph?g0.expr=\($0.percentEncoded)&g0.tab=1" } ?? ""
        return Lead(alert, Classification(priority: .p1, rule: "r"))
    }

    private static func tables(_ sources: CollectorSource...) -> RoutingTables {
        var tables = RoutingTables.empty
        tables.collectors = sources.map { Collector(name: "c", procedure: "", when: Selector(), source: $0) }
        return tables
    }

    private static let ofAlert = CollectorSource.prometheus(PrometheusQuery(expression: .ofAlert, title: "What fires"))

    private static func pods(_ first: [String] = ["kubectl", "get", "pods", "-n"]) throws -> CollectorSource {
        .run(CommandTemplate(try (first + ["{label:namespace}"]).map { try ArgumentTemplate($0) }))
    }

    /// What the collectors have asked for an alert.
    private static func ran(_ tables: RoutingTables, for alert: Lead) -> Set<[String]> {
        Set(tables.collectors.compactMap { $0.question(for: alert.subject) })
    }

    @Test func `one with another expression has the collector asked that asks for it, once`() throws {
        let tables = Self.tables(Self.ofAlert, try Self.pods())
        let ran = Self.ran(tables, for: Self.alert("a"))
        let joined = [
            Self.alert("same"), Self.alert("other", expression: "rate(errors[5m]) > 0.05"),
            Self.alert("again", expression: "rate(errors[5m]) > 0.05"), Self.alert("unknown", expression: nil),
        ]
        #expect(tables.diagnosed(joined, after: ran).map(\.fingerprint) == ["other"])
    }

    @Test func `one with other labels in a command has it run, three of one body at most`() throws {
        let tables = Self.tables(try Self.pods())
        let ran = Self.ran(tables, for: Self.alert("a"))
        let joined = ["web", "shop", "shop", "desk", "mail", "data"].enumerated().map {
            Self.alert("\($0)", namespace: $1)
        }
        #expect(tables.diagnosed(joined, after: ran).map(\.fingerprint) == ["1", "3", "4"])
    }

    @Test func `what stands in an artifact redacted, or with a password that was asked for, has been asked`() throws {
        let redis = try Self.pods(["kubectl", "exec", "redis-0", "-n"])
        guard case .run(let command) = redis else { return }
        let words = command.words + (try ["--", "redis-cli", "INFO"].map { try ArgumentTemplate($0) })
        var tables = Self.tables(.run(CommandTemplate(words)), try Self.pods())
        tables.redactions = .builtIn.knowing([Secret("s3cret-namespace")])
        let alert = Self.alert("a", namespace: "s3cret-namespace")
        let kept = Self.ran(tables, for: alert).map {
            tables.redactions.apply(toArguments: ReadOnlySession.askingForPassword($0) ?? $0)
        }
        #expect(kept.contains { $0.contains("--askpass") } && !kept.joined().contains("s3cret-namespace"))
        #expect(tables.diagnosed([alert], after: Set(kept)).isEmpty)
        #expect(tables.diagnosed([alert], after: []).count == 1)
    }
}
