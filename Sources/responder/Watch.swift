internal import IncidentCore
internal import IncidentEngine

/// Shows how something stands, again whenever that has changed, until its task is cancelled or the program ends.
struct Watch: Sendable {
    /// How often it is looked whether anybody has written.
    static let interval: Duration = .seconds(1)
    /// So often it is read even though nobody has: a deadline passes by itself.
    static let longest: Duration = .seconds(15)

    /// A number that another process's change makes another one; throws while the store cannot be read.
    let version: @Sendable () async throws -> Int64
    let time: TimeSource
    /// Given what was drawn before; `nil` at first.
    let draw: @Sendable (_ lines: [String], _ before: [String]?) -> Void

    /// - Parameter lines: how it stands; told whether it is asked for the first time.
    func run(_ lines: (_ isFirst: Bool) async throws -> [String]) async throws {
        var shown: [String]?
        var seen: Int64?
        var readAt = time.now()
        while !Task.isCancelled {
            // Before what it says is read: what is written in between is seen the next time.
            let (current, now) = (try? await version(), time.now())
            if shown == nil || current == nil || current != seen || now >= readAt + Self.longest {
                let read = try await lines(shown == nil)
                if read != shown { draw(read, shown) }
                (shown, seen, readAt) = (read, current, now)
            }
            do { try await time.sleepUntil(time.now() + Self.interval) } catch is CancellationError { return }
        }
    }

    /// All lines at first; then each that is new behind a `+`, and each that is gone behind a `-`.
    static func changes(from before: [String]?, to lines: [String]) -> String {
        guard let before else { return lines.map { $0 + "\n" }.joined() }
        let difference = lines.difference(from: before)
        let removed = difference.removals.compactMap { if case .remove(_, let line, _) = $0 { line } else { nil } }
        let added = difference.insertions.compactMap { if case .insert(_, let line, _) = $0 { line } else { nil } }
        return (removed.map { "- \($0)\n" } + added.map { "+ \($0)\n" }).joined()
    }
}
