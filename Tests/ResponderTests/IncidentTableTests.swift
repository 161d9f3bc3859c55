import IncidentCore
import Testing

@testable import responder

@Suite("The list of incidents on a terminal", .timeLimit(.minutes(5)))
struct IncidentTableTests {
    private static func incident(_ id: Int64, _ title: String) -> Incident {
        Incident(
            id: id, priority: .p1, rule: "r", title: title, groupKey: "g", labels: [:],
            openedAt: Timestamp(seconds: 1_795_422_600), firingCount: 1, occurrenceCount: 1)
    }

    private static let long =
        "AnalyticsApiDown: Service analytics-api is down in all of the cluster since 08:00"

    @Test(
        arguments: [
            (36, "ID  PRIORITY  TITLE", "AnalyticsApiDown: Ser…"),
            (52, "ID  PRIORITY  STATUS     TITLE", "AnalyticsApiDown: S"),
            (60, "ID  PRIORITY  STATUS     TAKEN BY  TITLE", "AnalyticsApiDown: Servic"),
            (80, "ID  PRIORITY  STATUS     OPENED UTC   FIRING  TAKEN BY  TITLE", "AnalyticsApiDown: "),
            (1000, "ID  PRIORITY  STATUS     OPENED                   FIRING  TAKEN BY  TITLE", long),
        ])
    func `has room for titles before it has room for less`(width: Int, head: String, title: String) {
        let lines = IncidentTable([Self.incident(1, Self.long)], width: width).lines
        #expect(lines.allSatisfy { $0.columnCount <= width })
        #expect(lines[0] == head)
        #expect(lines[1].contains(title), "\(lines)")
    }

    @Test func `keeps its columns where titles are short`() {
        let lines = IncidentTable([Self.incident(1, "Api")], width: 70).lines
        #expect(lines[0].contains("OPENED UTC") && lines[1].hasSuffix("  Api"))
        #expect(IncidentTable([Self.incident(1, Self.long)], width: nil).lines[1].hasSuffix(Self.long))
    }
}
