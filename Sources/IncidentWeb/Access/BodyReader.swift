internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore
internal import NIOCore

/// Reads a request's body part by part, and no further than a limit.
///
/// Unchecked because the iterator is not `Sendable`: one task at a time reads, a second only after the first has
/// stopped.
final class BodyReader: @unchecked Sendable {
    private static let blockBytes = 8192

    /// What has come. One array that grew with it would hold all of it twice from time to time, and the parts as they came
    /// may each be one byte in a large buffer.
    private var blocks: [[UInt8]] = []
    private var count = 0
    private var parts: RequestBody.AsyncIterator
    private let limit: Int
    private let tooLarge: @Sendable (_ bytes: Int) -> any Error

    /// - Parameter tooLarge: makes the error that is thrown beyond `limit`, from the bytes that have come until then.
    /// - Throws: `Problem` when the request expects what is not done here.
    init(
        _ request: Request, _ context: WebContext, upTo limit: Int,
        tooLarge: @escaping @Sendable (_ bytes: Int) -> any Error
    ) throws(Problem) {
        try context.wantBody(of: request)
        parts = request.body.makeAsyncIterator()
        self.limit = limit
        self.tooLarge = tooLarge
    }

    /// Takes all of it.
    func readToEnd() async throws -> [UInt8] {
        while let part = try await next() {
            count += part.readableBytes
            guard count <= limit else { throw tooLarge(count) }
            append(part)
        }
        // Nearly every body came in one part.
        guard blocks.count > 1 else { return blocks.popLast() ?? [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for block in blocks { bytes += block }
        blocks = []
        return bytes
    }

    private func append(_ part: ByteBuffer) {
        if let last = blocks.indices.last, blocks[last].count + part.readableBytes <= Self.blockBytes {
            blocks[last].append(contentsOf: part.readableBytesView)
        } else {
            blocks.append(Array(part.readableBytesView))
        }
    }

    private func next() async throws -> ByteBuffer? {
        do {
            return try await parts.next()
        } catch let error as CancellationError {
            throw error
        } catch let error as BodyTooSlow {
            throw Problem(.requestTimeout, "the body did not come within \(error.limit.prometheusText)")
        } catch is UnprovedBodiesFull {
            throw Problem(
                .serviceUnavailable,
                "senders that have not proved who they are send more than there is memory for; try again, with a token")
        } catch {
            // No error of ours: the sender has hung up.
            throw Problem(.badRequest, "the connection ended before the body was whole")
        }
    }
}

extension Request {
    /// The body of a command or a form: small, because a person wrote it.
    func smallBody(_ context: WebContext) async throws -> [UInt8] {
        if let encoding = headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw Problem(
                .unsupportedMediaType,
                "Content-Encoding is \"\(encoding.singleLine(limit: 40))\"; send the body plain, without it")
        }
        let limit = 64 * 1024
        return try await BodyReader(self, context, upTo: limit) { _ in
            Problem(.contentTooLarge, "the body is longer than \(limit) bytes")
        }.readToEnd()
    }
}
