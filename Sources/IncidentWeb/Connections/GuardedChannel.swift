internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// An HTTP connection with a `ConnectionGuard` between what reads requests and what answers them.
struct GuardedChannel: ServerChildChannel {
    let base: HTTP1Channel
    let connections: OpenConnections
    let proof: SenderProof
    let speaksTLS: Bool

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        let id = connections.open(channel)
        if let id { channel.closeFuture.whenComplete { _ in connections.close(id) } }
        return base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let behind = try pipeline.handler(type: HTTPConnectionStateHandler.self)
            try pipeline.addHandler(
                ConnectionGuard(connections, id: id, proof: proof, speaksTLS: speaksTLS), position: .before(behind))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
