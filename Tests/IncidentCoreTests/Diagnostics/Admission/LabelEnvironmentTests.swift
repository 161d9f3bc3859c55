import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct LabelEnvironmentTests {
    @Test func `names are upper-cased and reduced to letters, digits and underscores`() {
        let labels: Labels = ["app": "web", "k8s.io/name": "x", "größe": "y", "LD_PRELOAD": "z"]
        #expect(
            labels.environment == [
                "ALERT_LABEL_APP": "web", "ALERT_LABEL_K8S_IO_NAME": "x", "ALERT_LABEL_GR_SSE": "y",
                "ALERT_LABEL_LD_PRELOAD": "z",
            ])
    }

    @Test func `NUL is removed and a value ends after 4 KiB between two characters`() {
        let labels: Labels = [
            "a": "x\0y", "b": String(repeating: "é", count: 3000), "c": "€" + String(repeating: "€", count: 2000),
        ]
        #expect(labels.environment["ALERT_LABEL_A"] == "xy")
        #expect(labels.environment["ALERT_LABEL_B"] == String(repeating: "é", count: 2048))
        #expect(labels.environment["ALERT_LABEL_C"] == String(repeating: "€", count: 1365))
    }

    @Test func `of two names that fall together the first counts`() {
        #expect(
            Labels([.init(name: "a-b", value: "1"), .init(name: "a.b", value: "2")]).environment == [
                "ALERT_LABEL_A_B": "1"
            ])
    }

    @Test func `many large labels do not make an environment that no program starts with`() {
        let value = String(repeating: "x", count: 4096)
        let labels = Labels((0..<1000).map { Labels.Pair(name: "label\($0)", value: value) })
        let bytes = labels.environment.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 2 }
        #expect(bytes <= 128 * 1024 && bytes > 120 * 1024)
    }
}
