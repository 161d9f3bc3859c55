import Foundation
import IncidentCore
import Runbooks
import TestSupport

/// A runbook that a test has written, or one of `Tests/Fixtures/runbooks`.
enum ReadRunbook {
    static let folder = ResponderInstallation.root.appending(path: "Tests/Fixtures/runbooks")

    static func text(_ text: String, file: String = "runbook.md", _ context: RunbookContext = RunbookContext()) throws
        -> RunbookReading
    {
        var names = CollectorNames()
        return try RunbookReader.read(Array(text.utf8), file: file, context: context, names: &names)
    }

    static func fixture(_ name: String, _ context: RunbookContext = RunbookContext()) throws -> RunbookReading {
        var names = CollectorNames()
        return try fixture(name, context, names: &names)
    }

    /// - Parameter names: those that collectors of other runbooks have.
    static func fixture(
        _ name: String, _ context: RunbookContext = RunbookContext(), names: inout CollectorNames
    ) throws -> RunbookReading {
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
        return try RunbookReader.read(bytes, file: name, context: context, names: &names)
    }

    /// The commands of a block under a heading that is for P1.
    static func commands(_ commands: String, language: String = "bash") throws -> RunbookReading {
        try text("## P1: Down\n\n```\(language)\n\(commands)\n```\n")
    }
}

extension RunbookParts.Collector {
    /// `pods: [kubectl, get, pods] head 3`
    var text: String {
        "\(name): \(command.arguments.joined(separator: " "))\(command.filters.map { " | \($0.text)" }.joined())"
    }
}

extension OutputFilter {
    var text: String {
        switch self {
        case .grep(let grep):
            "grep \(grep.text)" + (grep.isFixed ? " F" : "") + (grep.isInverted ? " v" : "")
                + (grep.ignoresCase ? " i" : "") + (grep.before > 0 ? " B\(grep.before)" : "")
                + (grep.after > 0 ? " A\(grep.after)" : "")
        case .head(let count): "head \(count)"
        case .tail(let count): "tail \(count)"
        case .sort(let numeric, let reversed): "sort\(numeric ? " n" : "")\(reversed ? " r" : "")"
        case .uniq(let count): "uniq\(count ? " c" : "")"
        case .wcLines: "wc"
        }
    }
}
