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
    private static let unprovedReadBytes = 2048

    private let connections: OpenConnections
    private let id: UInt64?
    private let proof: SenderProof
    private let speaksTLS: Bool

    private var deadline: Deadline?
    private var timer: (fires: NIODeadline, task: Scheduled<Void>)?
    private var isProved = false
    private var requestsInProgress = 0
    /// A head has come, and not yet the end of its request.
    private var isReadingRequest = false
    private var isBodyWanted = true
    /// The connection counts as one whose body is waited for.
    private var isHeard = false
    private var isContinueExpected = false
    private var hasHeldRead = false
    private var chargedBytes = 0
    /// What still comes is dropped: it was too slow or too much.
    private var isDropping = false
    private var leavesAfterAnswer = false

    private var limits: ConnectionLimits { connections.limits }

    /// What has not come by a time, and what follows then.
    private struct Deadline {
        enum Missed {
            case close(OpenConnections.Drop)
            case refuseBody
            case leave
        }

        let at: NIODeadline
        let missed: Missed
    }

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
        timer?.task.cancel()
        giveBack()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent {
            expect(within: limits.headDeadline, orElse: .close(.head), context)
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
            deadline = nil
            if isHeard, let id { connections.setPhase(.busy, of: id) }
            isHeard = false
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Nearly every request has come whole by now, and needs no clock.
        if isReadingRequest, deadline == nil, !isDropping {
            expect(within: limits.bodyDeadline, orElse: .refuseBody, context)
        }
        hear()
        context.fireChannelReadComplete()
    }

    /// Whose body is waited for gives way to others once it is the one that was heard longest ago.
    private func hear() {
        guard isReadingRequest, isBodyWanted, !isDropping, let id else { return }
        isHeard = true
        connections.hear(id)
    }

    private func begin(_ context: ChannelHandlerContext) {
        // A connection keeps its buffers, and four times 64 KiB is too much for somebody unknown.
        try? context.channel.syncOptions?.setOption(
            .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Self.unprovedReadBytes))
        guard id != nil else { return context.close(promise: nil) }
        if speaksTLS {
            expect(within: limits.handshakeDeadline, orElse: .close(.handshake), context)
        } else {
            expect(within: limits.headDeadline, orElse: .close(.head), context)
        }
    }

    private func beginRequest(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        deadline = nil
        requestsInProgress += 1
        isReadingRequest = true
        isBodyWanted = !head.waitsToBeWanted
        isContinueExpected = !isBodyWanted && head.expectsContinue
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
            let isCutOff = requestsInProgress == 1 && isReadingRequest
            leavesAfterAnswer = isCutOff || response.headerFields[.connection] == "close"
            guard isCutOff else { return context.write(data, promise: promise) }
            response.headerFields[.connection] = "close"
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
        if !isProved { expect(within: limits.idleDeadline, orElse: .close(.idle), context) }
    }

    /// Closed at once, what was not read would make the other side's system throw the answer away.
    private func leave(_ context: ChannelHandlerContext) {
        isDropping = true
        giveBack()
        if let id { connections.setPhase(.leaving, of: id) }
        context.close(mode: .output, promise: nil)
        wantBody(context)
        expect(within: limits.farewell, orElse: .leave, context)
    }

    private func wantBody(_ context: ChannelHandlerContext) {
        isBodyWanted = true
        if isContinueExpected, isReadingRequest, !isDropping {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        isContinueExpected = false
        hear()
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
        deadline = nil
        connections.count(drop)
        context.fireErrorCaught(error)
    }

    // MARK: What must come in time

    private func expect(within time: Duration, orElse missed: Deadline.Missed, _ context: ChannelHandlerContext) {
        let at = context.eventLoop.now + TimeAmount(time)
        deadline = Deadline(at: at, missed: missed)
        // One timer serves all deadlines of the connection, for a request has several and is mostly over before the first
        // of them: one that comes too early waits on, and only a nearer deadline needs another.
        if let timer {
            if timer.fires <= at { return }
            timer.task.cancel()
        }
        setTimer(at: at, context)
    }

    private func setTimer(at time: NIODeadline, _ context: ChannelHandlerContext) {
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: time) { [weak self] in
            guard let self else { return }
            timerFired(context)
        }
        timer = (time, task)
    }

    private func timerFired(_ context: ChannelHandlerContext) {
        timer = nil
        guard let deadline else { return }
        guard deadline.at <= context.eventLoop.now else { return setTimer(at: deadline.at, context) }
        self.deadline = nil
        switch deadline.missed {
        case .close(let drop):
            connections.count(drop)
            context.close(promise: nil)
        case .refuseBody: refuse(BodyTooSlow(limit: limits.bodyDeadline), .bodySlow, context)
        case .leave: context.close(promise: nil)
        }
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
        // In one pass: each look-up would be one of its own, and this is asked of every request.
        for field in headerFields {
            switch field.name {
            case .transferEncoding: return true
            case .expect where expectsContinue: return true
            case .contentLength where (Int(field.value) ?? 0) > 16 << 10: return true
            default: continue
            }
        }
        return false
    }
}
