import Foundation
import TestSupport
import Testing

/// What people complain about, one file each in `Tests/Scenarios`; the README there has the words.
@Suite("Scenarios", .timeLimit(.minutes(20)))
struct ScenarioTests {
    private static let ending = ".scenario"

    static let names: [String] = {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: ScenarioTables.folder.path)) ?? []
        return all.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
    }()

    @Test(arguments: names)
    func `comes as expected`(name: String) async throws {
        let file = ScenarioTables.folder.appending(path: name + Self.ending)
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let scenario = try Scenario(reading: text, file: "Tests/Scenarios/\(file.lastPathComponent)")
        try await ScenarioPlayer(scenario, file: file).play()
    }

    @Test func `there are those that were promised`() {
        #expect(Self.names.count >= 40)
    }
}
