internal import HTTPTypes
internal import IncidentCore
internal import NIOCore
internal import NIOHTTPTypes
internal import NIOTLS

/// Watches one connection: what has not come in time ends it, who has proved nothing gets little memory, and who is still
/// sending when the answer is there may read it and is then cut off.
///
/// A body of some size is read from the socket only when the one who answers wants it (`BodyWanted`): who is refused by
/// the head alone costs no more than the head. `Expect: 100-continue` is answered then, too.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// So much is read at a time from who has proved nothing.
    private static let unprovedReadBytes = 4096

    private let connections: OpenConnections
    private let id: UInt64?
    private let proof: SenderProof
    private let speaksTLS: Bool

    private var deadline: Scheduled<Void>?
    private var isProved = false
    private var requestsInProgress = 0
    /// A head has come, and not yet the end of its request.
    private var isReadingRequest = false
    private var isBodyWanted = true
    private var isContinueExpected = false
    private var hasHeldRead = false
    private var chargedBytes = 0
    /// What still comes is dropped: it was too slow or too much.
    private var isDropping = false
    private var leavesAfterAnswer = false

    private var limits: ConnectionLimits { connections.limits }

    /// - Parameter id: `nil` for a connection for which there is no room.
    init(_ connections: OpenConnections, id: UInt64?, proof: SenderProof, speaksTLS: Bool) {
        self.connections = connections
        self.id = id
        self.proof = proof
        self.speaksTLS = speaksTLS
    }

    // MARK: From the socket

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        giveBack()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent {
            close(context, after: limits.headDeadline, as: .head)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDropping else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): beginRequest(head, context)
        case .body(let bytes):
            guard charge(bytes.readableBytes) else { return refuse(UnprovedBodiesFull(), .bodiesFull, context) }
        case .end:
            isReadingRequest = false
            cancelDeadline()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Nearly every request has come whole by now, and needs no clock.
        if isReadingRequest, deadline == nil, !isDropping {
            schedule(context, after: limits.bodyDeadline) { [limits] in
                $0.refuse(BodyTooSlow(limit: limits.bodyDeadline), .bodySlow, $1)
            }
        }
        context.fireChannelReadComplete()
    }

    private func begin(_ context: ChannelHandlerContext) {
        // A connection keeps its buffers, and four times 64 KiB is too much for somebody unknown.
        try? context.channel.syncOptions?.setOption(
            .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Self.unprovedReadBytes))
        guard id != nil else { return context.close(promise: nil) }
        if speaksTLS {
            close(context, after: limits.handshakeDeadline, as: .handshake)
        } else {
            close(context, after: limits.headDeadline, as: .head)
        }
    }

    private func beginRequest(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        cancelDeadline()
        requestsInProgress += 1
        isReadingRequest = true
        isContinueExpected = head.expectsContinue
        isBodyWanted = !head.waitsToBeWanted
        if !isProved, proof.isGiven(by: head.headerFields, from: context.channel.remoteAddress) { prove(context) }
        if let id { connections.setPhase(.busy, of: id) }
    }

    // MARK: To the socket

    func read(context: ChannelHandlerContext) {
        if isReadingRequest, !isBodyWanted { hasHeldRead = true } else { context.read() }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        switch event {
        case is BodyWanted: wantBody(context)
        case is SenderProved: prove(context)
        default: return context.triggerUserOutboundEvent(event, promise: promise)
        }
        promise?.succeed()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var response) where response.status.kind != .informational:
            // What is left of this request must not be taken for the next one.
            if requestsInProgress == 1, isReadingRequest { response.headerFields[.connection] = "close" }
            leavesAfterAnswer = response.headerFields[.connection] == "close"
            context.write(wrapOutboundOut(.head(response)), promise: promise)
        case .end:
            context.writeAndFlush(data, promise: promise)
            endRequest(context)
        default: context.write(data, promise: promise)
        }
    }

    private func endRequest(_ context: ChannelHandlerContext) {
        requestsInProgress -= 1
        if leavesAfterAnswer { return leave(context) }
        guard requestsInProgress == 0, !isReadingRequest else { return }
        giveBack()
        if let id { connections.setPhase(.idle, of: id) }
        if !isProved { close(context, after: limits.idleDeadline, as: .idle) }
    }

    /// Closed at once, what was not read would make the other side's system throw the answer away.
    private func leave(_ context: ChannelHandlerContext) {
        isDropping = true
        giveBack()
        if let id { connections.setPhase(.leaving, of: id) }
        context.close(mode: .output, promise: nil)
        wantBody(context)
        schedule(context, after: limits.farewell) { _, context in context.close(promise: nil) }
    }

    private func wantBody(_ context: ChannelHandlerContext) {
        isBodyWanted = true
        if isContinueExpected, isReadingRequest, !isDropping {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        isContinueExpected = false
        if hasHeldRead {
            hasHeldRead = false
            context.read()
        }
    }

    // MARK: Who it is, and what it may cost

    private func prove(_ context: ChannelHandlerContext) {
        isProved = true
        try? context.channel.syncOptions?.setOption(.recvAllocator, value: AdaptiveRecvByteBufferAllocator())
        giveBack()
        if let id { connections.prove(id) }
    }

    private func charge(_ bytes: Int) -> Bool {
        guard !isProved else { return true }
        guard connections.takeUnproved(bytes) else { return false }
        chargedBytes += bytes
        return true
    }

    private func giveBack() {
        if chargedBytes > 0 { connections.giveBackUnproved(chargedBytes) }
        chargedBytes = 0
    }

    /// Whoever reads the body is told, and answers; until then it has what came.
    private func refuse(_ error: any Error, _ drop: OpenConnections.Drop, _ context: ChannelHandlerContext) {
        isDropping = true
        cancelDeadline()
        connections.count(drop)
        context.fireErrorCaught(error)
    }

    private func close(_ context: ChannelHandlerContext, after time: Duration, as drop: OpenConnections.Drop) {
        schedule(context, after: time) {
            $0.connections.count(drop)
            $1.close(promise: nil)
        }
    }

    private func schedule(
        _ context: ChannelHandlerContext, after time: Duration,
        _ act: @escaping (ConnectionGuard, ChannelHandlerContext) -> Void
    ) {
        cancelDeadline()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { [weak self] in
            guard let self else { return }
            deadline = nil
            act(self, context)
        }
    }

    private func cancelDeadline() {
        deadline?.cancel()
        deadline = nil
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}

/// Asks for the body of the request that is being answered.
struct BodyWanted: Sendable {}

/// Says that what the request held has proved its sender.
struct SenderProved: Sendable {}

/// Thrown to the reader of a body that did not come in time.
struct BodyTooSlow: Error {
    let limit: Duration
}

/// Thrown to the reader of a body for which unproved senders have no memory left.
struct UnprovedBodiesFull: Error {}

extension HTTPRequest {
    var expectsContinue: Bool {
        headerFields[.expect]?.lowercased().split(separator: ",").contains { $0.trimmingBlanks() == "100-continue" }
            ?? false
    }

    /// Whether its body stays where it is until the answering side wants it; a small one has come with the head anyhow.
    var waitsToBeWanted: Bool {
        if expectsContinue || headerFields[.transferEncoding] != nil { return true }
        return (headerFields[.contentLength].flatMap { Int($0) } ?? 0) > 16 << 10
    }
}
