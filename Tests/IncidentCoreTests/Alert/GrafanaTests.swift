import IncidentCore
import Testing

/// An incident's time on the dashboards of one Grafana.
@Suite(.timeLimit(.minutes(5))) struct GrafanaTests {
    private static let opened = Timestamp(milliseconds: 1_800_000_000_000)
    private static let server = GrafanaServer(url: "https://grafana.example.com/sub", before: .seconds(600))

    private static func incident(resolvedAt: Timestamp? = nil) -> Incident {
        Incident(
            id: 42, status: resolvedAt == nil ? .triggered : .resolved, priority: .p1, rule: "r", title: "API down",
            groupKey: "g", labels: ["alertname": "ServiceDown"], openedAt: opened, resolvedAt: resolvedAt)
    }

    @Test(
        arguments: [
            ("abc-1", "/d/abc-1?"), ("/d/abc/api", "/d/abc/api?"),
            ("/d/abc?var-app=x&from=now-6h&to=now#top", "/d/abc?var-app=x&"),
            ("https://grafana.example.com/sub/d/abc/api?orgId=1", "/d/abc/api?orgId=1&"),
            ("HTTPS://Grafana.example.com/sub/d/abc", "/d/abc?"), (" /d/abc ", "/d/abc?"),
            ("https://grafana.example.com/d/abc", nil), ("https://grafana.example.com/sub.evil/d/abc", nil),
            ("https://grafana.example.com.evil.example/sub/d/abc", nil), ("https://evil.example/sub/d/abc", nil),
            ("https://me@grafana.example.com/sub/d/abc", nil), ("http://grafana.example.com/sub/d/abc", nil),
            ("/explore?left=x", "/explore?left=x&"), ("/goto/Xy_1", "/goto/Xy_1?"),
            ("/alerting/grafana/a/view", "/alerting/grafana/a/view?"),
            ("/../logout", nil), ("/logout", nil), ("/d/../../logout", nil), ("/d/%2e%2e/logout", nil),
            ("/d/%252e%252e/logout", nil), ("/d/..%2flogout", nil), ("/d/x%5c..%5clogout", nil), ("/", nil),
            ("https://grafana.example.com/sub/logout", nil), ("https://grafana.example.com/sub/../logout", nil),
            ("//evil.example/d/abc", nil), ("javascript:alert(1)", nil), ("/d/a b", nil), ("", nil),
        ] as [(String, String?)])
    func `a dashboard is linked in the incident's time, and only at this Grafana`(text: String, link: String?) {
        let open = Self.server.dashboards(for: Self.incident())
        let time = "from=1799999400000&to=now"
        #expect(open.link(to: text) == link.map { "https://grafana.example.com/sub" + $0 + time })
    }

    @Test func `of what is over the time ends with it`() {
        let over = Self.server.dashboards(for: Self.incident(resolvedAt: Self.opened + .seconds(60)))
        #expect(
            over.link(to: "abc")
                == "https://grafana.example.com/sub/d/abc?from=1799999400000&to=1800000060000")
    }

    @Test func `an alert's links to this Grafana have the time, and others stay as they are`() {
        let dashboards = Self.server.dashboards(for: Self.incident())
        let alert = Alert(
            status: .firing, labels: ["alertname": "ServiceDown", "grafana_dashboard": "by-label"],
            annotations: [
                "dashboard_url": "https://grafana.example.com/sub/d/x?from=1&to=2",
                "dashboard": "https://other.example.com/d/y?from=1",
            ], startsAt: Self.opened, fingerprint: "a")
        let links = AlertLink.links(of: [alert], in: dashboards)
        let time = "?from=1799999400000&to=now"
        #expect(
            links.map(\.url) == [
                "https://grafana.example.com/sub/d/by-label\(time)", "https://grafana.example.com/sub/d/x\(time)",
                "https://other.example.com/d/y?from=1",
            ])
        #expect(links.allSatisfy { $0.kind == .dashboard })
        #expect(
            AlertLink.links(of: [alert]).map(\.url) == [
                "https://grafana.example.com/sub/d/x?from=1&to=2", "https://other.example.com/d/y?from=1",
            ])
    }

    @Test func `an annotation is a mark when it opens, and a span when it is over`() {
        func annotation(_ kind: TimelineKind, at: Timestamp) -> GrafanaAnnotation {
            let entry = TimelineEntry(
                id: 1, incidentID: 42, at: at, kind: kind, actor: "responder", summary: "", details: [:])
            return GrafanaAnnotation(entry, of: Self.incident(), began: Self.opened, url: "https://desk/incidents/42")
        }
        let opened = annotation(.opened, at: Self.opened)
        #expect(opened.at == Self.opened && opened.until == nil)
        #expect(opened.tags == ["responder", "opened", "P1", "incident:42", "alertname:ServiceDown"])
        #expect(opened.text == "#42 P1 API down opened\nhttps://desk/incidents/42")
        let over = annotation(.resolved, at: Self.opened + .seconds(60))
        #expect(over.at == Self.opened && over.until == Self.opened + .seconds(60) && over.tags[1] == "resolved")
    }
}
