import Foundation
import IncidentCore
import Testing

@Suite("Labels", .timeLimit(.minutes(5)))
struct LabelsTests {
    @Test func `pairs are ordered by name whatever their order was`() {
        #expect(Labels(["b": "2", "c": "3", "a": "1"]).pairs.map(\.name) == ["a", "b", "c"])
        #expect(["b": "2", "a": "1"] as Labels == ["a": "1", "b": "2"])
    }

    @Test func `of a name that comes twice the last pair counts`() {
        let labels = Labels([.init(name: "a", value: "1"), .init(name: "a", value: "2")])
        #expect(labels.pairs == [.init(name: "a", value: "2")])
    }

    @Test func `a value is found by its name`() {
        let labels: Labels = ["a": "1", "b": ""]
        #expect(labels["a"] == "1")
        #expect(labels["b"] == "")
        #expect(labels["c"] == nil)
    }

    @Test(
        arguments: [
            (["a": "1", "b": "2"], ["a": "1", "b": "3"], ["a": "1"]), (["a": "1"], ["b": "1"], [:]),
            ([:], ["a": "1"], [:]),
        ] as [(Labels, Labels, Labels)])
    func `common are the pairs that both have`(left: Labels, right: Labels, common: Labels) {
        #expect(left.common(with: right) == common)
        #expect(right.common(with: left) == common)
    }

    @Test func `NUL, quotes and line ends are escaped in their JSON`() {
        #expect(Labels(["a": "\u{0}\"\\\n\u{1B}é"]).json == #"{"a":"\u0000\"\\\n\u001bé"}"#)
    }

    @Test func `they pass through Codable`() throws {
        let labels: Labels = ["b": "2", "a": "1"]
        #expect(try JSONDecoder().decode(Labels.self, from: JSONEncoder().encode(labels)) == labels)
    }

    @Test(
        arguments: [
            (["alertname": "A", "zone": "z"], "A"), (["service": "legacy-import", "zone": "z"], "legacy-import"),
            ([:], "alert"), (["alertname": " ", "service": "legacy-import"], "legacy-import"),
            (["alertname": "", "cluster": "\u{200B}", "job": "backup"], "backup"), (["alertname": "\n"], "alert"),
            (["alertname": "é"], "é"),
        ] as [(Labels, String)])
    func `an alert without alertname goes by its first label that can be read`(labels: Labels, name: String) {
        #expect(Alert.sample(.firing, labels).name == name)
    }
}
