internal import ArgumentParser
internal import Foundation
internal import IncidentEngine
internal import IncidentStore

/// `--watch` for what shows how things stand.
struct WatchOption: ParsableArguments {
    @Flag(
        name: .customLong("watch"),
        help:
            "Show it again whenever it has changed, until Ctrl-C; elsewhere than on a terminal only the changed lines.")
    var isOn = false

    func check(_ format: FormatOption) throws {
        guard isOn, format.output != .table else { return }
        throw ValidationError("--watch is for --output table; for programs there is the API")
    }

    /// - Parameters:
    ///   - keepsEnd: whether the end counts as much as the beginning where the terminal has no room for all.
    ///   - lines: how it stands; told whether it is asked for the first time.
    func show(
        from store: IncidentStore, keepsEnd: Bool = false, _ lines: (_ isFirst: Bool) async throws -> [String]
    ) async throws {
        guard isOn else { return Console.out(try await lines(true).joined(separator: "\n")) }
        let screen = Console.isTerminal ? WatchScreen(keepsEnd: keepsEnd) : nil
        let watch = Watch(
            version: { try await store.externalVersion() }, time: .live,
            draw: { lines, before in
                guard let screen else { return Console.write(Watch.changes(from: before, to: lines)) }
                Console.write(
                    screen.drawing(lines, rows: Console.height ?? 24, columns: Console.width, isFirst: before == nil))
            })
        try await watch.run(lines)
    }
}
