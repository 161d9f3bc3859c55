internal import ArgumentParser
internal import Foundation
internal import IncidentCore

/// `--output json` wherever a table is printed.
struct FormatOption: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json
    }

    @Option(name: .shortAndLong, help: "How to print: table or json.")
    var output: Format = .table

    func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Console.out(String(decoding: try encoder.encode(value), as: UTF8.self).escapingHiddenInJSON)
    }
}
