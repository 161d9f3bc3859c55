internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization

/// What one follower is told, from an event on until they leave or the server stops.
struct EventStream: Sendable {
    /// A comment goes out when nothing else has for so long: a proxy would close what seems dead, and who has gone without a
    /// word is found by it.
    static let heartbeatInterval: Duration = .seconds(15)
    /// Who takes nothing for so long is let go; until then no more than a batch waits for them.
    static let patience: TimeAmount = .seconds(20)

    let feed: EventFeed
    let time: TimeSource
    let channel: any Channel
    /// The last event that the follower has.
    let start: Int64
    /// Only what is about this one.
    let incident: Int64?

    /// That it is over, for whoever waits.
    private final class End: Sendable {
        let wakeup = Wakeup()
        private let isOver = Mutex(false)

        var hasCome: Bool { isOver.withLock { $0 } }

        func come() {
            isOver.withLock { $0 = true }
            wakeup.signal()
        }
    }

    func write(to writer: inout any ResponseBodyWriter) async throws {
        let end = End()
        channel.closeFuture.whenComplete { _ in end.come() }
        try await withGracefulShutdownHandler {
            try await follow(until: end, &writer)
        } onGracefulShutdown: {
            end.come()
        }
        try await writer.finish(nil)
    }

    private func follow(until end: End, _ writer: inout any ResponseBodyWriter) async throws {
        var place = start
        var beatAt = time.now() + Self.heartbeatInterval
        try await send(ServerSentEvent.beginning(after: place), &writer)
        while !end.hasCome, !Task.isCancelled {
            let part = try await next(after: place)
            place = part?.through ?? place
            if let events = part?.events, !events.isEmpty {
                try await send(try ServerSentEvent.events(events), &writer)
                beatAt = time.now() + Self.heartbeatInterval
                // There may be more, and who is behind need not wait for it.
                if events.count == EventFeed.batch { continue }
            } else if beatAt <= time.now() {
                try await send(ServerSentEvent.heartbeat, &writer)
                beatAt = time.now() + Self.heartbeatInterval
            }
            await end.wakeup.wait(until: await feed.nextLook, time: time)
        }
    }

    /// - Returns: `nil` where the store has too much to do; it is asked again.
    private func next(after place: Int64) async throws -> EventFeed.Part? {
        do {
            return try await feed.events(after: place, of: incident)
        } catch StoreError.busy, StoreError.tooSlow {
            return nil
        }
    }

    /// Returns when the follower's system has taken it; a follower who does not read is cut off.
    private func send(_ bytes: ByteBuffer, _ writer: inout any ResponseBodyWriter) async throws {
        let cutOff = channel.eventLoop.scheduleTask(in: Self.patience) { [channel] in channel.close(promise: nil) }
        defer { cutOff.cancel() }
        try await writer.write(bytes)
    }
}
