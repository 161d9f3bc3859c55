import Foundation

/// What is read on a thread that may block.
extension ScratchConnection {
    /// The status in the next line; 0 when none came.
    package func status() async -> Int {
        let line = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: self.readLine()) }
        }
        return line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    /// All that comes until the other side closes.
    package func rest() async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: self.readToEnd()) }
        }
    }
}
