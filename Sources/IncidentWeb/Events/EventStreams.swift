internal import Synchronization

/// How many follow what happens, and room for no more than so many.
final class EventStreams: Sendable {
    let limit: Int
    private let count = Mutex(0)

    init(limit: Int) { self.limit = limit }

    /// A place among them, which is free again when nobody holds it.
    final class Place: Sendable {
        private let streams: EventStreams

        fileprivate init(_ streams: EventStreams) { self.streams = streams }

        deinit { streams.count.withLock { $0 -= 1 } }
    }

    /// - Returns: `nil` when there is no room.
    func enter() -> Place? {
        let isRoom = count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        return isRoom ? Place(self) : nil
    }
}
