internal import ArgumentParser
internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import ResponderConfig

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Tells what an alert would bring about; sends and runs nothing.")

    @Argument(help: "A webhook body, or a single alert, as JSON; - is standard input.")
    var file: String

    @OptionGroup var routes: RoutesOption
    @OptionGroup var format: FormatOption

    func run() throws {
        let tables = try routes.load().tables
        let explanation = Explanation(try group(), tables: tables, now: TimeSource.live.now())
        switch format.output {
        case .table: Console.out(explanation.text)
        case .json: try format.printJSON(explanation)
        }
    }

    private func group() throws -> AlertGroup {
        let name = file == "-" ? "standard input" : file
        do {
            let bytes = try file == "-" ? readStandardInput() : FileReader.live(limitBytes: 64 << 20).read(file).get()
            return try bytes.withUnsafeBufferPointer { (bytes) throws in try AlertGroup(webhookBodyOrAlert: bytes) }
        } catch {
            throw CommandFailure("\(name): \(error)")
        }
    }

    private func readStandardInput() -> [UInt8] { [UInt8](FileHandle.standardInput.readDataToEndOfFile()) }
}
