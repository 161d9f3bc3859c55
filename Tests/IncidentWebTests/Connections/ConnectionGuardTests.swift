import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import NIOTLS
import Testing

@testable import IncidentWeb

/// One connection's guard on a clock that the test moves.
@Suite(.timeLimit(.minutes(5))) struct ConnectionGuardTests {
    private let registry = PrometheusRegistry()
    private let channel = EmbeddedChannel()
    private let connections: OpenConnections

    init() throws {
        var limits = ConnectionLimits()
        limits.unprovedBodyBytes = 100
        connections = OpenConnections(limits: limits, metrics: registry)
    }

    private func begin(speaksTLS: Bool = false, from address: String = "192.0.2.1") throws {
        channel.remoteAddress = try SocketAddress(ipAddress: address, port: 50_000)
        let proof = SenderProof(
            webhook: Credentials(setting: "hook-token"), api: Credentials(setting: nil), opensToThisMachine: false)
        let guarding = ConnectionGuard(connections, id: connections.open(channel), proof: proof, speaksTLS: speaksTLS)
        try channel.pipeline.syncOperations.addHandler(guarding)
        channel.pipeline.fireChannelActive()
        try channel.connect(to: try SocketAddress(ipAddress: "192.0.2.2", port: 9095)).wait()
    }

    private func read(_ part: HTTPRequestPart) throws {
        try channel.writeInbound(part)
    }

    private func head(_ headers: HTTPFields = [:]) -> HTTPRequestPart {
        .head(
            HTTPRequest(
                method: .post, scheme: "http", authority: "desk", path: "/webhooks/alertmanager", headerFields: headers)
        )
    }

    private func answer(_ status: HTTPResponse.Status = .ok) throws {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: status)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    /// What was written since the last look.
    private func written() throws -> [HTTPResponse] {
        var heads: [HTTPResponse] = []
        while let part = try channel.readOutbound(as: HTTPResponsePart.self) {
            if case .head(let head) = part { heads.append(head) }
        }
        return heads
    }

    private func dropped(_ reason: String) -> Bool {
        registry.text().contains("responder_connections_dropped_total{reason=\"\(reason)\"} 1\n")
    }

    @Test func `a head that is not whole after five seconds ends the connection`() throws {
        try begin()
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(4_999))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(!channel.isActive)
        #expect(dropped("head"))
    }

    @Test func `a handshake has five seconds, and the head after it five more`() throws {
        try begin(speaksTLS: true)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(4_999))
        channel.pipeline.fireUserInboundEventTriggered(TLSUserEvent.handshakeCompleted(negotiatedProtocol: nil))
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(4_999))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(!channel.isActive)
    }

    @Test func `no handshake after five seconds ends the connection`() throws {
        try begin(speaksTLS: true)
        channel.embeddedEventLoop.advanceTime(by: .seconds(5))
        #expect(!channel.isActive)
        #expect(dropped("handshake"))
    }

    @Test(arguments: [("Bearer hook-token", true), ("Bearer wrong", false)])
    func `only who proved a token may wait longer between requests`(token: String, mayWait: Bool) throws {
        try begin()
        try read(head([.authorization: token]))
        try read(.end(nil))
        try answer()
        channel.embeddedEventLoop.advanceTime(by: .seconds(30))
        #expect(channel.isActive == mayWait)
    }

    @Test func `a body that is expected to be asked for is asked for once it is wanted`() throws {
        try begin()
        try read(head([.expect: "100-continue", .contentLength: "500"]))
        #expect(try written().isEmpty)
        try channel.triggerUserOutboundEvent(BodyWanted()).wait()
        #expect(try written().map(\.status.code) == [100])
        try read(.body(ByteBuffer(string: "{}")))
        try read(.end(nil))
        try answer()
        #expect(try written().map(\.headerFields[.connection]) == [nil])
    }

    @Test func `who is refused before the body is told to close, and is cut off after two seconds`() throws {
        let outlet = Outlet()
        try channel.pipeline.syncOperations.addHandler(outlet)
        try begin()
        try read(head([.expect: "100-continue", .contentLength: "500"]))
        try answer(.unauthorized)
        let heads = try written()
        #expect(heads.map(\.status.code) == [401])
        #expect(heads.first?.headerFields[.connection] == "close")
        #expect(outlet.isHalfClosed)
        // What still comes of the body is not taken for a request.
        try read(.body(ByteBuffer(string: "POST / HTTP/1.1\r\n\r\n")))
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1_999))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(!channel.isActive)
    }

    @Test(arguments: [("100", true), ("16384", true), ("16385", false)])
    func `a large body stays in the socket until it is wanted`(length: String, isRead: Bool) throws {
        let outlet = Outlet()
        try channel.pipeline.syncOperations.addHandler(outlet)
        try begin()
        try read(head([.contentLength: length]))
        let before = outlet.reads
        channel.read()
        #expect(outlet.reads == before + (isRead ? 1 : 0))
        try channel.triggerUserOutboundEvent(BodyWanted()).wait()
        #expect(outlet.reads == before + 1)
    }

    @Test func `a slow body is an error to its reader after thirty seconds`() throws {
        try begin()
        try read(head([.contentLength: "50"]))
        try read(.body(ByteBuffer(string: "{")))
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(29_999))
        try channel.throwIfErrorCaught()
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(throws: BodyTooSlow.self) { try channel.throwIfErrorCaught() }
        try answer(.requestTimeout)
        #expect(try written().first?.headerFields[.connection] == "close")
        #expect(dropped("body_slow"))
    }

    @Test func `bodies of unproved senders share their room, and have it back`() throws {
        #expect(connections.takeUnproved(60))
        try begin()
        try read(head([.contentLength: "50"]))
        #expect(throws: UnprovedBodiesFull.self) {
            try read(.body(ByteBuffer(repeating: 0x20, count: 41)))
        }
        #expect(dropped("bodies_full"))
        connections.giveBackUnproved(60)
        #expect(connections.takeUnproved(100))
    }

    @Test func `a body that proves its sender, or whose request is over, takes no room any more`() throws {
        try begin()
        try read(head([.contentLength: "50"]))
        try read(.body(ByteBuffer(repeating: 0x20, count: 50)))
        #expect(!connections.takeUnproved(51))
        try channel.triggerUserOutboundEvent(SenderProved()).wait()
        #expect(connections.takeUnproved(100))
        connections.giveBackUnproved(100)
        try read(.end(nil))
        try answer()
        try read(head([.contentLength: "5000"]))
        try read(.body(ByteBuffer(repeating: 0x20, count: 5000)))
        #expect(connections.takeUnproved(100))
    }

    @Test func `a sender with a token is not held to the room of those without`() throws {
        #expect(connections.takeUnproved(100))
        try begin()
        try read(head([.contentLength: "50", .authorization: "Bearer hook-token"]))
        try read(.body(ByteBuffer(repeating: 0x20, count: 50)))
    }
}

/// What is asked of the socket; one that is half closed goes on, as a real one does.
private final class Outlet: ChannelOutboundHandler {
    typealias OutboundIn = HTTPResponsePart
    private(set) var reads = 0
    private(set) var isHalfClosed = false

    func read(context: ChannelHandlerContext) {
        reads += 1
        context.read()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output else { return context.close(mode: mode, promise: promise) }
        isHalfClosed = true
        promise?.succeed()
    }
}
