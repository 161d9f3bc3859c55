import Foundation

/// A folder in which processes wait until all of them are there, so that no test guesses how long they take to start.
struct MeetingPlace {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Shell text: says its process number, and goes on when so many processes have said theirs.
    func meeting(of count: Int) -> String { "echo pid $$; : >\(folder.path)/$$; \(waiting(for: count))" }

    /// Shell text: goes on when so many have come.
    func waiting(for count: Int) -> String {
        "until [ $(ls \(folder.path) | wc -l) -eq \(count) ]; do sleep 0.05; done"
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
