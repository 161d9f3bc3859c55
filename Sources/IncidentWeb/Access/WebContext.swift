package import Hummingbird
internal import IncidentCore
package import NIOCore

/// A request's context: where it came from, besides what Hummingbird keeps.
package struct WebContext: RequestContext, RemoteAddressRequestContext {
    package var coreContext: CoreRequestContextStorage
    package let remoteAddress: SocketAddress?
    let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
        remoteAddress = source.channel.remoteAddress
    }

    /// Whether the other side is on this machine.
    var isLoopback: Bool { remoteAddress.isLoopback }

    /// Lets a request's body be read; until then what has not come with the head waits in the socket.
    /// - Throws: `Problem` for an expectation that is not met here.
    func wantBody(of request: Request) throws(Problem) {
        if let expectation = request.headers[.expect], !request.head.expectsContinue {
            throw Problem(
                .expectationFailed,
                "the expectation \"\(expectation.singleLine(limit: 80))\" is not met here; leave Expect out")
        }
        guard request.head.waitsToBeWanted else { return }
        channel.triggerUserOutboundEvent(BodyWanted(), promise: nil)
    }

    /// The request's sender is known now, by what was in the body.
    func proveSender() { channel.triggerUserOutboundEvent(SenderProved(), promise: nil) }
}
