import Foundation
import Runbooks

@testable import ResponderConfig

/// The client's runbook, read as far as the tests need it.
enum Runbook {
    struct Command {
        let words: [String]
        /// What stands behind the first `|`.
        let pipe: String
    }

    /// The commands of a procedure's code block, in order.
    static func commands(of procedure: String) throws -> [Command] {
        let file = TestTables.repository.appending(path: "Tests/Fixtures/runbooks/operations-runbook.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let section = text.split(separator: "### \(procedure)\n", maxSplits: 1).dropFirst().first ?? ""
        let block =
            section.split(separator: "```bash\n", maxSplits: 1).dropFirst().first?.split(separator: "```").first ?? ""
        return try block.replacing("\\\n", with: " ").split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap {
            line in
            let halves = line.split(separator: "|", maxSplits: 1)
            return try ShellLine.words(of: String(halves[0])).get().map {
                Command(words: $0, pipe: halves.count == 2 ? String(halves[1]) : "")
            }
        }
    }

    static func isChanging(_ words: [String]) -> Bool {
        ["undo", "restart", "scale", "edit"].contains { words.prefix(3).contains($0) }
    }
}
