internal import Glibc
internal import NIOCore
internal import ServiceLifecycle

/// A server whose failure says where it was to listen.
struct ListeningServer: Service {
    let server: any Service
    let address: String

    func run() async throws {
        do {
            try await server.run()
        } catch let error as IOError {
            throw ListeningFailed(address: address, reason: String(cString: strerror(error.errnoCode)))
        }
    }
}

package struct ListeningFailed: Error, CustomStringConvertible {
    package let address: String
    package let reason: String

    package var description: String {
        "cannot listen on \(address): \(reason); give another address with --listen, or end what uses it"
    }
}
