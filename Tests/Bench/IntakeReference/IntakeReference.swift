import Foundation
import Hummingbird
import Logging
import NIOCore

/// The least that a durable webhook endpoint can do: read the body, append it to one table, answer after the commit.
///
/// The benchmark runs it beside the product and gives the product's figures as a share of its. It stands on the same
/// server and the same SQLite library with the same settings, so that what is left between the two is our own work.
@main
struct IntakeReference {
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else {
            FileHandle.standardError.write(Data("usage: intake-reference FOLDER\n".utf8))
            exit(2)
        }
        let queue = try AppendQueue(path: CommandLine.arguments[1] + "/reference.sqlite")
        let router = Router()
        router.post("/webhooks/alertmanager") { request, _ in
            let body = try await request.body.collect(upTo: 16 << 20)
            await queue.append(Data(body.readableBytesView))
            return HTTPResponse.Status.ok
        }
        var logger = Logger(label: "intake-reference")
        logger.logLevel = .error
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0), serverName: nil),
            onServerRunning: { channel in
                let line = "listening on http://127.0.0.1:\(channel.localAddress?.port ?? 0)\n"
                FileHandle.standardOutput.write(Data(line.utf8))
            },
            logger: logger)
        try await application.runService()
    }
}
