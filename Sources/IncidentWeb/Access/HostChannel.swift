internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// An HTTP connection on which a request of HTTP/1.0 that names no host asks whom it reached.
///
/// Behind what reads requests their version is not known any more, and only to one of HTTP/1.1 a missing host is a
/// fault: a proxy's health check may well be of 1.0.
struct HostChannel: ServerChildChannel {
    let base: GuardedChannel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<GuardedChannel.Value> {
        base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let reader = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(HostOfOldRequests(), position: .after(reader))
            return value
        }
    }

    func handle(value: GuardedChannel.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}

/// Gives a request of HTTP/1.0 without a host the address at which it came in.
private final class HostOfOldRequests: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), head.version != .http1_1,
            !head.headers.contains(name: "Host"),
            let address = context.localAddress, let host = address.ipAddress
        else { return context.fireChannelRead(data) }
        let name = host.contains(":") ? "[\(host)]" : host
        head.headers.add(name: "Host", value: "\(name):\(address.port ?? 0)")
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }
}
