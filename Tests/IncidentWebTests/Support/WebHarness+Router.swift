import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import TestSupport

@testable import IncidentWeb

extension WebHarness {
    /// Asks the router as if the request had come from an address.
    func ask(
        _ method: HTTPRequest.Method, _ path: String, from address: String = "127.0.0.1",
        host: String? = "127.0.0.1:9095", headers: HTTPFields = [:], body: [UInt8] = []
    ) async throws -> Response {
        let channel = EmbeddedChannel()
        channel.remoteAddress = try SocketAddress(ipAddress: address, port: 50_000)
        let context = WebContext(source: ApplicationRequestContextSource(channel: channel, logger: log.logger))
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: host, path: path, headerFields: headers),
            body: RequestBody(buffer: ByteBuffer(bytes: body)))
        return try await router().respond(to: request, context: context)
    }
}
