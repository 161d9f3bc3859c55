import Foundation
import HTTPTypes
import Hummingbird
import IncidentCore
import IncidentEngine
import IncidentStore
import NIOCore
import NIOEmbedded
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite("What follows events", .timeLimit(.minutes(20)))
struct EventStreamTests {
    @Test func `every timeline entry comes as it is stored, in order and once`() async throws {
        try await WebHarness.run { web in
            let follower = try await Follower(web)
            let id = try await web.open()
            _ = try await web.engine.commands.acknowledge(id, by: "alice")
            try await web.open(OneAlertBody(fingerprint: "f2", groupKey: "{}:{2}"))
            let stored = try await web.store.read { try $0.events(after: 0, limit: 500) }.events
            try await web.letFollowersLook()
            for expected in stored {
                let event = try #require(await follower.next())
                #expect(event.id == expected.entry.id && event.name == "timeline")
                #expect(event.data.incident == expected.entry.incidentID)
                #expect(event.data.kind == expected.entry.kind.rawValue)
                #expect(event.data.at == expected.entry.at.rfc3339)
                #expect(event.data.status == expected.status.rawValue)
                #expect(event.data.priority == expected.priority.rawValue)
            }
            // Nothing is told twice: the next is what comes next.
            _ = try await web.engine.commands.note(id, by: "alice", text: "the last")
            try await web.letFollowersLook()
            #expect(await follower.next()?.data.summary == "the last")
        }
    }

    @Test(arguments: ["header", "parameter", "both"])
    func `who comes back goes on after the last event`(way: String) async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let all = try await web.store.read { try $0.events(after: 0, limit: 500) }.events.map(\.entry.id)
            let place = all[1]
            let follower = try await Follower(
                web, way == "header" ? "" : "?last_event_id=\(way == "both" ? 0 : place)",
                header: way == "parameter" ? nil : "\(place)")
            var seen: [Int64] = []
            for _ in all.dropFirst(2) { seen.append(try #require(await follower.next()).id) }
            #expect(seen == Array(all.dropFirst(2)))
            _ = try await web.engine.commands.note(id, by: "alice", text: "new")
            try await web.letFollowersLook()
            #expect(await follower.next()?.data.summary == "new")
        }
    }

    @Test func `who is behind by more than one batch gets all of it`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            for number in 1...(EventFeed.batch * 2 + 7) {
                try await web.store.write {
                    try $0.record(TimelineDraft(.noted, "note \(number)"), incidentID: id, at: TestClock.monday)
                }
            }
            let last = try await web.store.read { try $0.newestEventID() }
            let follower = try await Follower(web, "?last_event_id=0")
            for expected in 1...last { #expect(await follower.next()?.id == expected) }
        }
    }

    @Test func `as many as may follow are told all from the beginning at once, and pages are answered meanwhile`()
        async throws
    {
        try await WebHarness.run { web in
            let id = try await web.open()
            for number in 1...(EventFeed.batch + 7) {
                try await web.store.write {
                    try $0.record(TimelineDraft(.noted, "note \(number)"), incidentID: id, at: TestClock.monday)
                }
            }
            let last = try await web.store.read { try $0.newestEventID() }
            let feed = EventFeed(store: web.store, tables: web.contents.tables, time: web.clock.source)
            // Somebody looks first, so that what came before is behind for all others.
            _ = try await feed.events(after: last, of: nil)
            try await withThrowingTaskGroup(of: Int64.self) { group in
                for _ in 0..<EventAPI.streamLimit {
                    group.addTask {
                        _ = try await feed.newest()
                        try await feed.check(id)
                        var place: Int64 = 0
                        while place < last { place = try await feed.events(after: place, of: nil).through }
                        return place
                    }
                }
                for _ in 0..<8 { #expect(try await web.api.send(.get, "/").status == 200) }
                for try await place in group { #expect(place == last) }
            }
        }
    }

    @Test func `of one incident only what is about it comes`() async throws {
        try await WebHarness.run { web in
            let first = try await web.open()
            let second = try await web.open(OneAlertBody(fingerprint: "f2", groupKey: "{}:{2}"))
            let follower = try await Follower(web, "?incident=\(second)")
            _ = try await web.engine.commands.note(first, by: "alice", text: "elsewhere")
            _ = try await web.engine.commands.note(second, by: "alice", text: "here")
            try await web.letFollowersLook()
            #expect(await follower.next()?.data.summary == "here")
        }
    }

    @Test(
        arguments: HostilePageTests.texts.filter { $0.count <= 500 } + [
            "a\ndata: {}\n\nid: 9\nevent: evil", "a\rdata: b\r\n\r\n", "a\u{2028}b",
        ])
    func `a hostile text stays within its event`(text: String) async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let follower = try await Follower(web)
            try await web.store.write {
                try $0.record(TimelineDraft(.noted, actor: text, text), incidentID: id, at: TestClock.monday)
                try $0.record(TimelineDraft(.noted, "next"), incidentID: id, at: TestClock.monday)
            }
            try await web.letFollowersLook()
            let event = try #require(await follower.next())
            #expect(event.name == "timeline")
            #expect(Array(event.data.summary.utf8) == Array(text.utf8))
            #expect(Array(event.data.actor.utf8) == Array(text.utf8))
            let next = try #require(await follower.next())
            #expect(next.id == event.id + 1 && next.data.summary == "next")
        }
    }

    @Test(arguments: ["a\u{202E}b", "\u{2066}a\u{2069}", "a\u{9B}31mb", "a\u{7F}b"])
    func `what a terminal would obey goes out escaped, in events and answers`(text: String) async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let follower = try await Follower(web)
            try await web.store.write {
                try $0.record(TimelineDraft(.noted, actor: text, text), incidentID: id, at: TestClock.monday)
            }
            try await web.letFollowersLook()
            let event = await follower.line { $0.hasPrefix("data: ") }
            let answer = try await web.api.send(.get, "/api/incidents/\(id)/timeline").text
            for document in [event, answer] {
                #expect(document.contains("\\u"))
                #expect(
                    document.unicodeScalars.allSatisfy { ![0x202E, 0x2066, 0x2069, 0x9B, 0x7F].contains($0.value) })
            }
        }
    }

    @Test func `what is secret does not go out`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let follower = try await Follower(web)
            try await web.store.write {
                try $0.record(
                    TimelineDraft(.noted, "curl -H 'Authorization: Bearer abcdefghijklmnop0123456789'"), incidentID: id,
                    at: TestClock.monday)
            }
            try await web.letFollowersLook()
            let summary = try #require(await follower.next()?.data.summary)
            #expect(summary.contains("curl") && !summary.contains("abcdefghijklmnop0123456789"))
        }
    }

    @Test func `a comment says now and then that the stream lives`() async throws {
        try await WebHarness.run { web in
            let follower = try await Follower(web)
            _ = try await web.clock.sleeper { _ in true }
            web.clock.advance(by: EventStream.heartbeatInterval)
            #expect(await follower.line { $0.hasPrefix(":") } == ":")
        }
    }

    @Test(
        arguments: [
            ("?since=1", nil, 400, "query parameter \"since\" is unknown"),
            ("?last_event_id=abc", nil, 400, "last_event_id \"abc\" is no number"),
            ("", "-1", 400, "Last-Event-ID \"-1\" is no number"), ("?incident=0", nil, 400, "incident \"0\""),
            ("?incident=4711", nil, 404, "no incident 4711"),
        ] as [(String, String?, Int, String)])
    func `what cannot be followed is said`(query: String, header: String?, status: Int, words: String) async throws {
        try await WebHarness.run { web in
            let answer = try await web.api.send(
                .get, "/api/events\(query)", headers: header.map { ["Last-Event-ID": $0] } ?? [:])
            #expect(answer.status == status)
            #expect(try problem(answer).contains(words))
        }
    }

    @Test func `an event that is not there yet is not waited for`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let follower = try await Follower(web, header: "999999")
            _ = try await web.engine.commands.note(id, by: "alice", text: "new")
            try await web.letFollowersLook()
            #expect(await follower.next()?.data.summary == "new")
        }
    }

    @Test func `with a token set nobody follows without it`() async throws {
        var settings = WebHarness.Settings()
        settings.apiTokens = "api-token"
        try await WebHarness.run(settings) { web in
            let refused = try await web.api.send(.get, "/api/events")
            #expect(refused.status == 401)
        }
    }

    @Test func `there is room for so many and no more, until one leaves`() async throws {
        try await WebHarness.run { web in
            var followers: [Follower] = []
            for _ in 0..<EventAPI.streamLimit { followers.append(try await Follower(web)) }
            let refused = try await web.api.send(.get, "/api/events")
            #expect(refused.status == 503 && refused.headers["retry-after"] == "15")
            #expect(try problem(refused).contains("\(EventAPI.streamLimit) follow the events already"))
            followers.removeLast().hangUp()
            _ = try await waitUntil("one has left") {
                let connection = try ScratchConnection(port: web.port)
                try connection.send("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                return await connection.status() == 200 ? true : nil
            }
        }
    }

    @Test func `when the server stops the streams end, each as a whole answer`() async throws {
        let follower = try await WebHarness.run { web in
            let follower = try await Follower(web)
            _ = try await web.clock.sleeper { _ in true }
            return follower
        }
        #expect(await follower.rest().hasSuffix("0\r\n\r\n"))
    }

    @Test func `who does not read is cut off`() async throws {
        let web = try WebHarness()
        let channel = NIOAsyncTestingChannel()
        let stuck = AsyncStream.makeStream(of: Void.self)
        let stream = EventStream(
            feed: EventFeed(store: web.store, tables: web.contents.tables, time: web.clock.source),
            time: web.clock.source, channel: channel, start: 0, incident: nil)
        let ended = Task {
            var writer: any ResponseBodyWriter = StuckWriter(channel: channel, isStuck: stuck.continuation)
            try await stream.write(to: &writer)
        }
        // It waits for the follower now, and the time for that is running.
        for await _ in stuck.stream { break }
        await channel.testingEventLoop.advanceTime(by: EventStream.patience)
        await #expect(throws: ChannelError.self) { try await ended.value }
        try await channel.closeFuture.get()
    }

    /// Takes nothing, as a connection whose other side does not read.
    private struct StuckWriter: ResponseBodyWriter {
        let channel: NIOAsyncTestingChannel
        let isStuck: AsyncStream<Void>.Continuation

        func write(_ buffer: ByteBuffer) async throws {
            isStuck.yield()
            try await channel.closeFuture.get()
            throw ChannelError.ioOnClosedChannel
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}

extension WebHarness {
    /// Waits until all who follow have told what is known, and lets them look once more.
    func letFollowersLook() async throws {
        _ = try await clock.sleeper { _ in true }
        clock.advance(by: EventFeed.interval)
    }
}

/// Somebody who follows the events of a server.
final class Follower: Sendable {
    struct Event: Sendable {
        let id: Int64
        let name: String
        let data: Told
    }

    struct Told: Decodable, Sendable {
        let id: Int64
        let incident: Int64
        let kind: String
        let at: String
        let actor: String
        let summary: String
        let status: String
        let priority: String
    }

    private let connection: ScratchConnection

    /// - Parameter header: the last event that it has.
    convenience init(_ web: WebHarness, _ query: String = "", header: String? = nil) async throws {
        try await self.init(port: web.port, query, header: header)
    }

    init(port: Int, _ query: String = "", header: String? = nil) async throws {
        connection = try ScratchConnection(port: port, patience: 120)
        let field = header.map { "Last-Event-ID: \($0)\r\n" } ?? ""
        try connection.send("GET /api/events\(query) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(field)\r\n")
        guard await connection.status() == 200 else { throw NotFollowing() }
        _ = await line { $0.hasPrefix("retry: ") }
    }

    /// The next line that is meant; those of the chunked coding are not.
    func line(_ isMeant: @escaping @Sendable (String) -> Bool) async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [connection] in
                // Several empty lines follow each other at the end of a stream only.
                var (line, empty) = (connection.readLine(), 0)
                while !isMeant(line), empty < 8 {
                    empty = line.isEmpty ? empty + 1 : 0
                    line = connection.readLine()
                }
                continuation.resume(returning: line)
            }
        }
    }

    /// - Returns: `nil` at the end.
    func next() async -> Event? {
        let id = await line { $0.hasPrefix("id: ") }
        guard !id.isEmpty else { return nil }
        // The first one says only where the stream begins.
        let name = await line { !$0.isEmpty || $0.hasPrefix("id: ") }
        if !name.hasPrefix("event: ") { return await next() }
        let data = await line { $0.hasPrefix("data: ") }
        guard let number = Int64(id.dropFirst(4)),
            let told = try? JSONDecoder().decode(Told.self, from: Data(data.dropFirst(6).utf8)), told.id == number
        else { return nil }
        return Event(id: number, name: String(name.dropFirst(7)), data: told)
    }

    func rest() async -> String { await connection.rest() }
    func hangUp() { connection.hangUp() }
}

struct NotFollowing: Error {}
