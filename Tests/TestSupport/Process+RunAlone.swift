package import Foundation
import Synchronization

extension Process {
    private static let launches = Mutex(())

    /// Starts it while no other one starts: two starts at once have crashed inside Foundation on Linux.
    package func runAlone() throws {
        try Self.launches.withLock { _ in try run() }
    }
}
