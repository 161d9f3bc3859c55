import Testing

@testable import IncidentWeb

@Suite("The page of an output", .timeLimit(.minutes(20)))
struct ArtifactPageTests {
    @Test(
        arguments: [
            (nil, nil), (2, nil), (473, nil), (474, "there is no line 474, the last is 473"),
            (3500, "there is no line 3500, the last is 473"),
        ] as [(Int?, String?)])
    func `says so where the line is not there that a link leads to`(line: Int?, part: String?) {
        let output = (1...473).map { "line \($0)\n" }.joined()
        let page = ArtifactPage(1, of: "logs", incident: 1, output: output, marked: line, warnings: [])
        #expect(page.part == part)
        #expect(page.lines.filter(\.isMarked).map(\.number) == (part == nil ? [line].compactMap(\.self) : []))
    }

    @Test func `says which part it shows of many lines, beside that`() {
        let output = String(repeating: "x\n", count: 2000)
        let page = ArtifactPage(1, of: "logs", incident: 1, output: output, marked: 3500, warnings: [])
        #expect(page.part == "there is no line 3500, the last is 2000 · lines 1501 to 2000 of 2000")
    }
}
