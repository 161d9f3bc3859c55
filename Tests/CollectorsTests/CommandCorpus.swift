import Foundation
import IncidentCore

/// One line of `Tests/Fixtures/commands.tsv`: what is to become of a command, a tab, the command as JSON.
struct CorpusCommand: Sendable, CustomStringConvertible {
    let isAdmitted: Bool
    let words: [String]
    let description: String

    static let all: [CorpusCommand] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/commands.tsv")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let halves = line.split(separator: "\t", maxSplits: 1)
            guard halves.count == 2, ["admit", "refuse"].contains(halves[0]),
                let words = try? JSONDecoder().decode([String].self, from: Data(halves[1].utf8))
            else { return nil }
            return CorpusCommand(isAdmitted: halves[0] == "admit", words: words, description: String(line))
        }
    }()
}
